// Today without signal, from what the phone holds: what is due, how the morning is, what waits.

import { about } from "./about.js";
import { momentOf } from "./content.js";
import { button, chosen, dayInWords, make, primary, scale, show } from "./dom.js";
import { keepMorning } from "./logs.js";
import { strongPain } from "./pain.js";
import * as store from "./store.js";
import { tell } from "./waiting.js";

const STATES = { done: "Done", partial: "Partly done", skipped: "Skipped", due: "Due today" };

/** Show the page that the address asks for; `change` and `skip` lead on to the logs. */
export async function pages(page, { pack, change, skip }) {
  const corrected = location.pathname.match(/\/logs\/([0-9a-f-]{36})\/change\//)?.[1];
  const day = corrected && pack.days.find(({ log }) => log === corrected);
  if (day && pack.sessions[day.session]) return change(pack, pack.sessions[day.session], corrected);
  if (location.pathname.endsWith("/morning/") && pack.morning) return worse(page, pack);
  return today(page, { pack, change, skip });
}

async function today(page, { pack, change, skip }) {
  const waiting = await store.queued();
  const days = pack.days.filter(({ on }) => on === pack.today);
  const isToStop = await hasStrongPain(pack, days, waiting);
  const next = pack.days.find(({ on, state }) => on > pack.today && state === "upcoming");
  const again = () => today(page, { pack, change, skip });
  const isToday = pack.today === momentOf(new Date(), pack.zone).slice(0, 10);
  show(page,
    make("p", { class: "eyebrow" }, dayInWords(pack.today)),
    make("h2", {}, isToday ? "Today, on this phone" : "The days on this phone"),
    make("p", { class: "notice", role: "status" }, isToday ? "Offline. Everything for today is on this phone." : "Offline. Open this page where you have signal, to see today."),
    make("div", { class: "notice", "data-waiting": true, hidden: true }),
    isToStop && strongPain(pack),
    pack.morning && morning(page, pack, () => today(page, { pack: { ...pack, morning: null }, change, skip })),
    days.map((day, index) => card(day, { pack, waiting, isFirst: index === 0 && !isToStop, change, skip, again })),
    !days.length && make("p", { class: "lede" }, "Rest day."),
    next && !isToStop && make("p", {}, `Next session ${dayInWords(next.on)}: ${next.name}.`),
    button("Try again with signal", () => location.assign(about.home), "btn-quiet"));
  await tell();
}

/** Whether a log of these days, at the clinic or still here, has pain that calls for stopping. */
async function hasStrongPain(pack, days, waiting) {
  for (const { session, log, on } of days) {
    const here = waiting.findLast((item) => item.kind === "log" && item.session === session && item.on === on);
    const told = here ? (await store.opens(here).catch(() => null))?.content : pack.logs[log]?.content;
    if (told && Math.max(told.pain_during ?? 0, told.pain_after ?? 0) >= (pack.sessions[session]?.rule.severe ?? Infinity)) return true;
  }
  return false;
}

function card(day, { pack, waiting, isFirst, change, skip, again }) {
  const session = pack.sessions[day.session];
  const held = waiting.find((item) => item.kind === "log" && (item.log === day.log || (item.session === day.session && item.on === day.on)));
  const log = held?.log ?? day.log;
  const look = isFirst ? primary : button;
  const actions = log
    ? [session && button("Change what you logged", () => change(pack, session, log))]
    : session
      ? [look("Start session", () => location.assign(`${about.play}${day.session}/`)), button("Skip it", () => skip(pack, session, again), "btn-quiet")]
      : [make("p", { class: "meta" }, "Log this run when you have signal.")];
  return make("section", { class: "card" },
    make("h3", {}, day.name),
    make("p", {}, held ? "Logged on this phone, waiting to send" : STATES[day.state] ?? "", day.run ? ` · ${day.run}` : ""),
    actions);
}

function morning(page, pack, answered) {
  const answer = async () => {
    await keepMorning({ pack, content: { is_worse: false, pain: null, where: "" } });
    await answered();
  };
  return make("section", { class: "card" },
    make("h3", {}, "How is it this morning?"),
    make("p", {}, `Yesterday you did ${pack.morning.name}.`),
    button("No worse", answer), button("Worse", () => worse(page, pack)));
}

function worse(page, pack) {
  const where = make("input", { class: "input", id: "where", maxlength: 80, autocomplete: "off" });
  show(page,
    make("h2", {}, "How is it this morning?"),
    scale("morning", "If it is worse, how much?", "0 is no pain, 10 is the worst pain you can imagine."),
    make("div", { class: "field" }, make("label", { for: "where" }, "Where? (optional)"), where),
    primary("Save: it is worse", async () => {
      await keepMorning({ pack, content: { is_worse: true, pain: chosen(page, "morning"), where: where.value.trim() } });
      location.assign(about.home);
    }));
}
