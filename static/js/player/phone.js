// On every page of a runner: the service worker, the days on the phone, and the queue.

import { about } from "./about.js";
import { make } from "./dom.js";
import { phoneData } from "./kept.js";
import { keepMorning } from "./logs.js";
import { held, purge, refresh } from "./pack.js";
import * as queue from "./queue.js";
import * as store from "./store.js";
import { tell } from "./waiting.js";

const RESUME_WITHIN = 6 * 3600 * 1000;

async function install() {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register(about.worker, { scope: "/" });
  // A new worker takes over between sessions, never in the middle of one.
  if (registration.waiting && !document.getElementById("player")) registration.waiting.postMessage("activate");
}

/** "No worse" is one tap with or without signal: it is kept, then sent. */
async function mornings() {
  const form = document.querySelector("form[action$='/morning/']");
  const pack = form && !form.querySelector("input[type=radio]") ? await held() : null;
  form?.addEventListener("submit", async (event) => {
    const asked = form.action.match(/logs\/([0-9a-f-]{36})\//)?.[1];
    if (navigator.onLine || pack?.morning?.log !== asked || event.submitter?.value !== "no") return;
    event.preventDefault();
    await keepMorning({ pack, content: { is_worse: false, pain: null, where: "" } });
    form.replaceWith(make("p", { role: "status" }, "Saved on this phone. It goes to the clinic when you have signal."));
  });
}

/** A session that was left in the middle says so on its start button, in words no longer than its own:
 * a second line would push the page down under somebody's thumb. */
async function carryOn() {
  for (const link of document.querySelectorAll("a[data-start]")) {
    const half = await store.read(`session ${link.dataset.start}`);
    if (half && Date.now() - half.at < RESUME_WITHIN) link.textContent = half.state.phase === "over" ? "How did it go?" : "Carry on";
  }
}

/** Signing out takes the days off the phone. What the clinic does not have yet is asked about. */
export function signOuts() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (new URL(form.action).pathname !== about.signOut || form.dataset.asked) return;
    event.preventDefault();
    const { all } = await queue.counts();
    if (all) return askBefore(form, all);
    await purge();
    form.dataset.asked = "yes";
    return form.submit();
  });
}

function askBefore(form, all) {
  const close = () => dialog.remove();
  const out = async () => {
    await purge();
    form.dataset.asked = "yes";
    form.submit();
  };
  const send = async () => {
    await queue.drain(about, { force: true });
    const left = (await queue.counts()).all;
    if (!left) return out(); // the dialog stays, so that nothing draws Today again in between
    close();
    return askBefore(form, left);
  };
  const what = all === 1 ? "1 entry is" : `${all} entries are`;
  const dialog = make("dialog", { "aria-labelledby": "sign-out-ask" },
    make("h2", { id: "sign-out-ask" }, "Not everything is sent"),
    make("p", {}, `${what} not at the clinic yet. Send before you sign out. If you sign out now, they stay on this phone, sealed, until you sign in on it again.`),
    make("div", { class: "actions" },
      make("button", { class: "btn", type: "button", onclick: send }, "Send now"),
      make("button", { class: "btn btn-2", type: "button", onclick: out }, "Sign out all the same"),
      make("button", { class: "btn btn-2", type: "button", onclick: close }, "Stay")));
  document.body.append(dialog);
  dialog.showModal();
}

/** Today was drawn before the clinic had what waited here: once it has, draw it again. */
async function freshen() {
  let { all } = await queue.counts();
  queue.onChange(async () => {
    const before = all;
    ({ all } = await queue.counts());
    const isToday = location.pathname === about.home && !document.querySelector("#player, dialog[open]");
    if (before && !all && isToday) location.reload();
  });
}

/** Everything but signing out, which somebody may want before the rest is there. */
export async function upkeep() {
  install().catch(() => {});
  mornings();
  carryOn();
  tell();
  phoneData().catch(() => {});
  refresh(about);
  await freshen();
  queue.watch(about);
}
