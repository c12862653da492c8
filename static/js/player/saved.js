// Saved: first on this phone, then at the clinic, in words, and what comes next.

import { about } from "./about.js";
import { button, dayInWords, make, primary, show } from "./dom.js";
import { source, strongPain } from "./pain.js";
import * as queue from "./queue.js";
import * as store from "./store.js";

/** What happened to a log, from the queue itself: the page says no more than what is so. */
export async function whereIs(log) {
  const items = (await store.queued()).filter((item) => item.log === log);
  if (!items.length) return "Saved at the clinic.";
  if (items[0].state === "signin") return "Saved on this phone. Sign in again to send it.";
  if (items[0].state === "refused") return "Saved on this phone. The clinic could not take it: keep a copy on Today.";
  return navigator.onLine ? "Saved on this phone. Sending it now." : "Saved on this phone. It goes to the clinic when you have signal.";
}

function nextOf(pack, session) {
  if (!pack.days) return null; // they are not on the phone yet
  const later = pack.days.find((day) => (day.state === "due" && day.session !== session.id) || day.state === "upcoming");
  if (!later) return "No more sessions are planned for these two weeks.";
  return later.on === pack.today ? `Still to do today: ${later.name}.` : `Next session ${dayInWords(later.on)}: ${later.name}.`;
}

export function saved(page, { pack, session, log, content, change }) {
  const state = make("p", { class: "lede", role: "status", "data-saved": "phone" }, "Saved on this phone.");
  const tell = async () => {
    state.textContent = await whereIs(log);
    state.dataset.saved = state.textContent.startsWith("Saved at the clinic") ? "clinic" : "phone";
  };
  const next = nextOf(pack, session);
  const pain = content.pain_during ?? 0;
  const isStrong = pain >= session.rule.severe;
  const physio = session.physio || "Your physio";
  show(page,
    make("h2", {}, "Saved."),
    state,
    isStrong && strongPain(pack),
    !isStrong && pain > session.rule.during && make("div", { class: "notice notice-stop" },
      make("p", {}, `You noted pain above your limit of ${session.rule.during} of 10. Do no more today of what hurt. ${physio} can see it with your log. Does it get worse? Ring us on ${pack.clinic}.`), source()),
    next && !isStrong && make("p", {}, next),
    primary("Back to Today", () => location.assign(about.home)),
    button("Change", change, "btn-quiet"));
  queue.onChange(tell);
  tell();
}
