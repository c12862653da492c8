// How it went: pain, effort and Save. What the player knows is filled in; pain and effort never are.

import { FIELDS, contentOf, momentOf } from "./content.js";
import { button, chosen, make, primary, scale, show } from "./dom.js";

const REASONS = [["no_time", "No time"], ["pain", "Pain"], ["no_kit", "No kit"], ["unsure", "Not sure how"], ["unwell", "Unwell"], ["other", "Something else"]];
const STATES = [["done", "Done as prescribed"], ["partial", "Partly done"], ["skipped", "Left out"]];
const NOTE_AT_MOST = 2000;

/** What the player saw of each drill: `[{prescription, state, sets}]`, in the order of the session. */
export function drillsOf(plan, state) {
  return plan.items.map((item, index) => {
    const turns = plan.turns.map((turn, at) => ({ ...turn, told: state.done[at] })).filter((turn) => turn.item === index);
    const sets = turns.filter((turn) => turn.told).map((turn) => ({
      side: turn.side,
      reps: turn.reps ? turn.told.reps ?? null : null,
      hold_seconds: turn.told.seconds ?? null,
      load_value: item.load,
    }));
    const isOther = state.swapped[index] || state.hurts.some((one) => one.item === index && one.choice === "lighter");
    const whole = sets.length === turns.length && !isOther;
    return { prescription: item.id, state: whole ? "done" : sets.length ? "partial" : "skipped", sets };
  });
}

/** What happened where it hurt, for the physio to read: part of the note, which the runner sees. */
export function painNotes(plan, state) {
  const did = { lighter: "carried on lighter", easier: "swapped for easier", stop: "stopped it", end: "stopped for today" };
  return state.hurts.map(({ item, pain, choice }) => `${plan.items[item].name}: pain ${pain}, ${did[choice]}.`).join(" ");
}

/** The content of a new log as far as the player knows it. */
export function draft(session, plan, state, { started, spent, zone }) {
  const ratings = state.hurts.map(({ pain }) => pain);
  return {
    program: session.program, session: session.id, occurred_at: momentOf(new Date(started), zone),
    state: "done", skip_reason: ratings.length ? "pain" : "", pain_during: ratings.length ? Math.max(...ratings) : null, pain_after: null,
    effort: null, minutes: Math.max(1, Math.min(1440, Math.round(spent / 60_000))),
    note: painNotes(plan, state), drills: drillsOf(plan, state),
  };
}

/** The same as it can be sent: what it is follows from its drills. */
export function settled(content) {
  const state = content.drills.length ? stateOf(content.drills) : content.state;
  const told = { ...content, state, skip_reason: state === "done" ? "" : content.skip_reason };
  return contentOf(state === "skipped" ? { ...told, drills: [], minutes: null } : told);
}

/** Done if every drill was, skipped if none was, else partial. */
export function stateOf(drills) {
  if (drills.every(({ state }) => state === "done")) return "done";
  return drills.every(({ state }) => state === "skipped") ? "skipped" : "partial";
}

/** Ask how it went, starting from `content`. `save(content)` may fail; then the page stays as it is. */
export function askHow(page, { title, session, content, save, keep, warning }) {
  const names = new Map(session.items.map((item) => [item.id, item.name]));
  const drills = content.drills.map((drill) => ({ ...drill }));
  const reason = make("div", { class: "stack" });
  const trouble = make("p", { class: "error", role: "alert", hidden: true });
  const refuse = (words) => {
    trouble.textContent = words;
    trouble.hidden = false;
  };
  const note = make("textarea", { class: "input", id: "note", rows: 3, maxlength: NOTE_AT_MOST });
  note.value = content.note;
  const reasons = () => {
    const now = drills.length ? stateOf(drills) : "done";
    if (now === reason.dataset.of) return;
    const known = chosenReason(reason) ?? content.skip_reason;
    reason.dataset.of = now;
    reason.replaceChildren(...(now === "done" ? [] : [askReason(now, known)]));
  };
  const given = content.pain_during;
  const hint = given === null ? "0 is no pain, 10 is the worst pain you can imagine." : `You said ${given}. Change it if that is not so.`;
  const typed = () => ({
    drills, pain_during: chosen(page, "pain"), effort: chosen(page, "effort"),
    // The database stores no null character, and nobody types one on purpose.
    note: note.value.replace(/\u0000/g, "").slice(0, NOTE_AT_MOST),
    skip_reason: chosenReason(reason) ?? content.skip_reason,
  });
  const done = async () => {
    const told = settled({ ...content, ...typed() });
    if (told.state !== "done" && !told.skip_reason) {
      refuse(told.state === "skipped" ? "Choose why you skipped it." : "Choose why you did not do all of it.");
      reason.querySelector("input")?.focus();
      return;
    }
    try {
      await save(told);
    } catch {
      refuse("This could not be kept on the phone. It is still here: make some room, then try again.");
    }
  };
  show(page,
    make("h2", {}, title),
    warning,
    reason,
    scale("pain", "Worst pain during the session", hint, { value: given }),
    scale("effort", "How hard was it?", "0 is no effort, 10 is as hard as you can.", { value: content.effort }),
    drills.length > 0 && make("details", {}, make("summary", {}, "Was an exercise different?"), drills.map((drill) => choice(names.get(drill.prescription) ?? "A drill", drill, reasons))),
    make("div", { class: "field" }, make("label", { for: "note" }, "Anything your physio should know? (optional)"), note),
    trouble,
    primary("Save", done));
  reasons();
  page.oninput = keep ? () => keep(typed()) : null;
}

function choice(name, drill, changed) {
  const select = make("select", { class: "input", id: `drill-${drill.prescription}`, onchange: () => {
    drill.state = select.value;
    if (drill.state === "skipped") drill.sets = [];
    changed();
  } }, STATES.map(([value, words]) => make("option", { value, selected: value === drill.state }, words)));
  return make("div", { class: "field" }, make("label", { for: select.id }, name), select);
}

const chosenReason = (place) => place.querySelector(":checked")?.value;

function askReason(state, known) {
  const words = state === "skipped" ? "Why did you skip it?" : "Why did you not do all of it?";
  return make("fieldset", { class: "field" }, make("legend", {}, words),
    REASONS.map(([value, words]) => make("label", { class: "choice" }, make("input", { type: "radio", name: "reason", value, checked: value === known }), ` ${words}`)));
}

/** A whole session that is not done today, with its reason. */
export function askSkip(page, { session, zone, save, back }) {
  show(page,
    make("h2", {}, "Skip this session?"),
    make("p", {}, "Say why, so that your physio can plan with it."),
    REASONS.map(([value, words]) => button(words, () => save(skipped(session, value, zone)))),
    button("Back", back, "btn-quiet"));
}

function skipped(session, reason, zone) {
  const empty = Object.fromEntries(FIELDS.map((name) => [name, null]));
  return contentOf({
    ...empty, program: session.program, session: session.id, occurred_at: momentOf(new Date(), zone),
    state: "skipped", skip_reason: reason, note: "", drills: [],
  });
}
