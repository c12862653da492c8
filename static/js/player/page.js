// The page of the player, and the shell that a phone shows in its place without signal.

import { about } from "./about.js";
import { button, make, primary, show } from "./dom.js";
import { askHow, askSkip, draft, settled } from "./finish.js";
import { keepLog, lastOf, otherLogOf } from "./logs.js";
import { frozen } from "./machine.js";
import { pages } from "./offline.js";
import { held, refresh } from "./pack.js";
import { askPain, strongPain } from "./pain.js";
import { turnsOf } from "./plan.js";
import { saved as tell } from "./saved.js";
import { Session } from "./session.js";
import * as store from "./store.js";

const RESUME_WITHIN = 6 * 3600 * 1000; // ms: ux.md R3
const root = document.getElementById("player");
const page = document.getElementById("player-page");
const said = document.getElementById("player-said");
const place = (session) => `session ${session}`;

function ours() {
  document.body.classList.remove("is-opening");
  document.getElementById("plain").hidden = true;
  document.getElementById("play").classList.add("vh");
}

/** The player for one session, from where somebody left it or from the start. */
async function play(pack, session) {
  const half = await store.read(place(session.id));
  const fresh = half && Date.now() - half.at < RESUME_WITHIN && half.state.phase !== "idle";
  if (half && !fresh) await store.forget(place(session.id));
  // From here on all in one go: a screen half way to the player would move under somebody's thumb.
  document.getElementById("play").textContent = session.name;
  document.title = `${session.name} – ${document.title.split(" – ").at(-1)}`;
  ours();
  if (!fresh) return run(pack, session, { log: crypto.randomUUID(), started: Date.now(), spent: 0 });
  return offerToCarryOn(pack, session, half);
}

function offerToCarryOn(pack, session, half) {
  if (half.state.phase === "over") return finish(pack, session, half);
  const turns = Object.keys(half.state.done).length;
  show(page,
    make("h2", {}, "Carry on?"),
    make("p", {}, turns === 1 ? "One set of it is done." : `${turns} sets of it are done.`),
    primary(`Carry on at ${half.label}`, () => { page.hidden = true; run(pack, session, half); }),
    button("Start again", async () => {
      await store.forget(place(session.id));
      page.hidden = true;
      run(pack, session, { log: crypto.randomUUID(), started: Date.now(), spent: 0 });
    }));
}

/** `half` is what is kept of a session on the way: log, started, spent, and the state if there is one. */
function run(pack, session, half) {
  const keep = (player) => {
    const { plan, state } = player;
    if (state.phase === "idle") return;
    const turn = plan.turns[state.turn];
    const label = `set ${turn.set} of ${plan.items[turn.item].name}`;
    const now = player.clock.now();
    const kept = { ...half, at: Date.now(), spent: player.spent, state: frozen(state, now), label, name: session.name };
    saves = saves.then(() => store.keep(place(session.id), kept)).catch(() => {});
  };
  const over = (player) => finish(pack, session, { ...half, state: player.state, spent: player.spent }, player.plan);
  const player = new Session({
    root, said, items: session.items, state: half.state, spent: half.spent,
    hooks: {
      save: keep,
      over,
      hurt: (paused) => hurts(pack, session, paused),
      leave: (left) => leave(left, over),
    },
  });
  player.open();
  window.steadyPlayer = player;
}

let saves = Promise.resolve();

function hurts(pack, session, player) {
  const item = player.plan.items[player.plan.turns[player.state.turn].item];
  const on = () => {
    page.hidden = true;
    root.hidden = false;
    player.view.buttons.main.focus({ preventScroll: true });
  };
  root.hidden = true;
  askPain(page, {
    session, item, pack,
    answer: (answer) => { on(); player.hurts(answer); },
    back: on,
  });
}

/** Leaving loses nothing: what is half done waits here. What hurt is told before. */
async function leave(player, over) {
  const hasBegun = player.state.phase !== "idle";
  player.close();
  if (hasBegun && player.state.hurts.length) return over(player);
  await saves;
  location.assign(about.home);
  return undefined;
}

/** How it went. Strong pain is told at once, whether or not somebody saves the rest; what is typed stays. */
async function finish(pack, session, half, plan) {
  const whole = plan ?? { items: session.items, turns: turnsOf(session.items) };
  const content = draft(session, whole, half.state, { ...half, zone: pack.zone });
  const isStrong = content.pain_during >= session.rule.severe;
  if (isStrong && !half.told) {
    await saves;
    half = { ...half, told: settled(content) };
    await keepLog({ pack, session, log: half.log, content: half.told }).catch(() => {}); // Save tries again
    remember(session, { told: half.told });
  }
  askHow(page, {
    title: "How did it go?",
    session,
    content: { ...content, ...half.typed },
    warning: isStrong && strongPain(pack),
    keep: (typed) => remember(session, { typed }),
    save: async (told) => {
      await saves;
      await keepLog({ pack, session, log: half.log, content: told, before: half.told, done: place(session.id) });
      saved(page, { pack, session, log: half.log, content: told, change: () => change(pack, session, half.log) });
    },
  });
  warnOfSecond(pack, session, half);
}

/** Keep more of a session that is over and not saved yet. */
function remember(session, more) {
  saves = saves.then(async () => {
    const kept = await store.read(place(session.id));
    if (kept) await store.keep(place(session.id), { ...kept, ...more });
  }).catch(() => {});
}

/** It was logged by the form in the meantime, or on another phone: say so, before it counts twice. */
async function warnOfSecond(pack, session, half) {
  const title = page.firstElementChild;
  const days = await refresh(about) ?? await held();
  if (!days || !await otherLogOf(days, session, half) || page.firstElementChild !== title) return;
  const leave = async () => {
    await store.forget(place(session.id));
    location.assign(about.home);
  };
  title.after(make("div", { class: "notice", role: "status" },
    make("p", {}, "This session is logged already today. Saving adds a second log of it."),
    !half.state.hurts.length && button("Keep the first log only", leave, "btn-2")));
}

/** Put a log right on this phone: on top of what the phone, or the clinic, holds of it. */
async function change(pack, session, log) {
  const last = await lastOf(pack, log);
  if (!last) return;
  askHow(page, {
    title: "Change what you logged",
    session,
    content: last.content,
    save: async (content) => {
      await keepLog({ pack, session, log, content, before: last.content, base: last.base });
      saved(page, { pack, session, log, content, change: () => change(pack, session, log) });
    },
  });
}

function skip(pack, session, back) {
  askSkip(page, {
    session, back, zone: pack.zone,
    save: async (content) => {
      const log = crypto.randomUUID();
      await keepLog({ pack, session, log, content });
      saved(page, { pack, session, log, content, change: () => change(pack, session, log) });
    },
  });
}

/** What comes next is known from the days on the phone, once they are there. */
async function saved(page, words) {
  const days = await held();
  tell(page, { ...words, pack: days ?? words.pack });
}

/** What the page was sent with: its own session, and nothing else of the days. */
function sent() {
  const sheet = document.getElementById("sheet");
  return sheet && JSON.parse(sheet.textContent);
}

/** Show the session that the page is for; the shell finds it, or today, in what the phone holds. */
export async function start() {
  if (!root) return undefined;
  const asked = location.pathname.match(/\/play\/([0-9a-f-]{36})\//)?.[1];
  const pack = sent() ?? await held();
  if (pack?.theme) document.documentElement.dataset.theme = pack.theme; // the shell is nobody's
  const session = pack?.sessions[asked];
  if (session?.items.length) return play(pack, session);
  if (!pack || document.getElementById("sheet")) return undefined; // the plain list serves
  ours();
  document.getElementById("play").classList.remove("vh");
  return pages(page, { pack, change, skip });
}
