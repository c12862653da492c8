// "It hurts": one number, then what the programme's own rule offers. The physio set the rule; this
// only reads it (docs/clinical-rules.md).

import { button, make, primary, scale, show } from "./dom.js";

/** What may be chosen at this rating: `{level, limit, choices}`.
 *
 * Within the limit one may carry on. Above it nothing goes on as it was: an easier drill, unless the
 * rule allows no pain at all, or an end. From the severe rating on, only an end.
 */
export function offers(rule, item, pain) {
  const limit = Math.min(rule.during, item.pain_limit ?? 10);
  const easier = item.easier ? ["easier"] : [];
  if (pain >= rule.severe) return { level: "severe", limit, choices: ["end"] };
  if (pain > limit) return { level: "above", limit, choices: [...(limit ? easier : []), "stop", "end"] };
  return { level: "within", limit, choices: ["lighter", ...easier, "stop"] };
}

/** Ask how much it hurts. `answer({pain, choice})` goes on; `back()` takes nothing down. */
export function askPain(page, { session, item, pack, answer, back }) {
  const advice = make("div", { class: "stack", "aria-live": "polite" });
  const words = {
    lighter: "Carry on, lighter",
    easier: `Swap for easier: ${item.easier?.name}`,
    stop: "Stop this exercise",
    end: "Stop for today",
  };
  const told = (pain) => {
    const { level, limit, choices } = offers(session.rule, item, pain);
    advice.replaceChildren(
      ...said(level, { limit, session, pack }),
      ...choices.map((choice, index) => (index ? button : primary)(words[choice], () => answer({ pain, choice }))));
  };
  show(page,
    make("h2", {}, "How much does it hurt?"),
    make("p", {}, item.name),
    scale("hurt", "Pain right now", "0 is no pain, 10 is the worst pain you can imagine.", { onchange: told }),
    advice,
    button("Back, it is fine", back, "btn-quiet"));
}

function said(level, { limit, session, pack }) {
  if (level === "within") return [make("p", {}, `Your limit is ${limit} of 10.`), source()];
  const physio = session.physio || "Your physio";
  const see = level === "severe"
    ? [`Stop for today. ${physio} will see this, though maybe not today. Ring us on `, number(pack), " before your next session."]
    : [`That is above your limit of ${limit}. Stop this exercise as it is today. ${physio} will see this with your log.`];
  return [make("div", { class: "notice notice-stop" }, make("p", {}, make("strong", {}, see)), redFlags(), source())];
}

/** Where the limits come from. */
export const source = () => make("p", { class: "meta" }, "Source: your physio’s rule.");

/** The clinic's number, to tap. */
const number = ({ clinic, ring }) => make("a", { class: "nowrap", href: ring ?? `tel:${clinic.replace(/\s/g, "")}` }, clinic);

/** After pain that calls for stopping: what to do, whom to ring. */
export function strongPain(pack) {
  return make("div", { class: "notice notice-stop" },
    make("p", {}, "You noted strong pain. Stop for today and ring us on ", number(pack), " before your next session. Nobody may have read this yet."), redFlags(), source());
}

/** When not to wait for anybody: the words of the clinic's own list, shortest first. */
export function redFlags() {
  return make("p", {}, "Chest pain, trouble breathing, new numbness between your legs, or trouble with bladder or bowel? ",
    make("a", { href: "tel:000" }, "Call 000"), " now.");
}
