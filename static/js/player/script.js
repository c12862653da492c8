// What is said, and when: the cues of a state, as moments of the player's clock. Pure.

import { SIDES, amountOf, pace } from "./plan.js";

const WORDS = { ready: "Get ready.", rest: "Rest.", over: "The session is over." };

/** What opens a phase, to be said aloud. */
export function opening(plan, state) {
  const turn = plan.turns[state.turn];
  const item = plan.items[turn.item];
  const name = nameOf(plan, state);
  const side = SIDES[turn.side] ? `${SIDES[turn.side]}. ` : "";
  if (state.phase === "ready") return `${name}. ${side}${amountOf(item, turn)}.`;
  if (state.phase === "switch") return `Swap to the ${turn.side} side.`;
  if (state.phase === "work") return "Go";
  if (state.phase === "rest") return `Rest. Next: ${name}.`;
  return WORDS[state.phase] ?? "";
}

/** The name of the drill of this turn: of the easier one, once it was swapped. */
export function nameOf(plan, state) {
  return shownItem(plan, state).name;
}

/** The drill that is shown: the easier one, once it was swapped. */
export function shownItem(plan, state) {
  const index = plan.turns[state.turn].item;
  const item = plan.items[index];
  return state.swapped[index] && item.easier ? item.easier : item;
}

/** Every cue of a state in order: `{at, kind, words}`. Kinds: open, go, soon, count, rep, end. */
export function cuesOf(plan, state) {
  if (state.from === null || state.left !== null) return [];
  const kind = { work: "go", over: "end" }[state.phase] ?? "open";
  const opens = { at: state.from, kind, words: opening(plan, state) };
  if (state.until !== null) return [opens, ...countdown(state)];
  const turn = plan.turns[state.turn];
  if (state.phase !== "work" || !turn.reps) return [opens];
  return [opens, ...reps(turn, pace(plan.items[turn.item]) * 1000, state.from)];
}

function countdown(state) {
  const length = state.until - state.from;
  const found = [];
  if (state.phase === "work" && length > 20_000) found.push({ at: state.until - 10_000, kind: "soon", words: "10 seconds" });
  for (const left of [3, 2, 1]) {
    if (length > left * 1000 + 1000) found.push({ at: state.until - left * 1000, kind: "count", words: String(left) });
  }
  return found;
}

/** A tick for each rep at its pace, and a word when the number is reached; the runner says when it is. */
function reps(turn, length, from) {
  const found = [];
  for (let rep = 1; rep < turn.reps; rep += 1) found.push({ at: from + rep * length, kind: "rep", words: "" });
  found.push({ at: from + turn.reps * length, kind: "end", words: `${turn.reps} reps. Tap when you are done.` });
  return found;
}

/** What is heard between two moments, the first excluded; of a state that began in between its opening too. */
export function heard(plan, state, after, until) {
  return cuesOf(plan, state).filter(({ at }) => at > after && at <= until);
}
