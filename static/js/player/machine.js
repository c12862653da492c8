// The player as a pure state machine. Every function takes a state and gives a new one.
//
// Time is milliseconds of one clock (clock.js). A state holds deadlines, never ticks: `until` is
// when the phase ends by itself, null for reps. Paused, `left` is what remains and `until` is null.
// Phases: idle → (rest | switch) → ready → work → … → over.

import { READY, turnsOf } from "./plan.js";

export const TIMED = new Set(["rest", "switch", "ready"]);

/** A session that nobody has begun. */
export function begin() {
  return { turn: 0, phase: "idle", from: null, until: null, left: null, done: {}, hurts: [], swapped: {}, ended: {}, reps: null };
}

/** The plan that goes with the states of a session. */
export function planOf(items) {
  return { items, turns: turnsOf(items) };
}

const seconds = (state, kind, length, at) => ({ ...state, phase: kind, from: at, until: at + length * 1000, left: null });

function ready(state, at) {
  return seconds(state, "ready", READY, at);
}

function work(plan, state, at) {
  const turn = plan.turns[state.turn];
  const next = { ...state, phase: "work", from: at, left: null, reps: turn.seconds ? null : turn.reps ?? turn.metres };
  return { ...next, until: turn.seconds ? at + turn.seconds * 1000 : null };
}

/** The next turn that is still to be done, from `index` on; the number of turns if there is none. */
function following(plan, state, index) {
  let next = index;
  while (next < plan.turns.length && state.ended[plan.turns[next].item]) next += 1;
  return next;
}

/** Go on to the turn after this one: through its rest or change of sides, if it has one. */
function onward(plan, state, at) {
  const next = following(plan, state, state.turn + 1);
  if (next >= plan.turns.length) return { ...state, turn: plan.turns.length - 1, phase: "over", from: at, until: null, left: null };
  const turn = plan.turns[next];
  const moved = { ...state, turn: next, reps: null };
  const follows = next === state.turn + 1;
  if (turn.gap && follows) return seconds(moved, turn.gap.kind, turn.gap.seconds, at);
  return ready(moved, at);
}

/** The set is done: note how much, and go on. */
export function finishSet(plan, state, at, amount) {
  const turn = plan.turns[state.turn];
  const told = turn.seconds ? { seconds: amount ?? turn.seconds } : { reps: amount ?? state.reps };
  return onward(plan, { ...state, done: { ...state.done, [state.turn]: told } }, at);
}

/** The phase has come to its end by itself at `until`; the next one begins at that very moment. */
export function expire(plan, state) {
  const at = state.until;
  if (state.phase === "rest") return ready(state, at);
  if (state.phase === "work") return finishSet(plan, state, at);
  return work(plan, state, at);
}

/** What the clock has brought: the state at `now`, and every state on the way. */
export function advance(plan, state, now) {
  const passed = [];
  let current = state;
  while (current.until !== null && current.until <= now) {
    current = expire(plan, current);
    passed.push(current);
  }
  return { state: current, passed };
}

/** The main button: start, skip a wait, pause or resume a hold, or say that the reps are done. */
export function press(plan, state, now) {
  if (state.left !== null) return resume(state, now);
  if (state.phase === "idle") return ready(state, now);
  if (state.phase === "rest" || state.phase === "switch") return ready(state, now);
  if (state.phase === "ready") return work(plan, state, now);
  if (state.phase === "work") return state.until === null ? finishSet(plan, state, now) : pause(state, now);
  return state;
}

/** Stop the clock. Reps have none to stop. */
export function pause(state, now) {
  if (state.until === null || state.left !== null) return state;
  return { ...state, left: Math.max(0, state.until - now), until: null };
}

/** Let the clock run on from where it stood. */
export function resume(state, now) {
  if (state.left === null) return state;
  return { ...state, until: now + state.left, left: null };
}

/** Leave this set out and go on. */
export function skip(plan, state, now) {
  if (state.phase === "over") return state;
  return onward(plan, { ...state, left: null }, now);
}

/** Do the set before once more: what was noted for it is taken back. From the first set, begin it again. */
export function back(plan, state, now) {
  let index = state.phase === "over" ? state.turn : state.turn - 1;
  while (index > 0 && state.ended[plan.turns[index].item]) index -= 1;
  const done = { ...state.done };
  delete done[Math.max(index, 0)];
  if (index < 0) return { ...state, phase: "idle", until: null, left: null, done };
  return ready({ ...state, turn: index, reps: null, done }, now);
}

/** One rep more or fewer than prescribed; never below none. */
export function count(state, by) {
  return state.reps === null ? state : { ...state, reps: Math.max(0, Math.min(1000, state.reps + by)) };
}

/** It hurt: the rating and what the runner chose: lighter, easier, stop or end. */
export function hurt(plan, state, now, { pain, choice }) {
  const { item } = plan.turns[state.turn];
  const told = { ...state, hurts: [...state.hurts, { item, pain, choice }] };
  if (choice === "easier") return resume({ ...told, swapped: { ...told.swapped, [item]: true } }, now);
  if (choice === "lighter") return resume(told, now);
  const ended = { ...told, ended: { ...told.ended, [item]: true }, left: null, until: null };
  if (choice === "end") return { ...ended, phase: "over", from: now };
  return onward(plan, ended, now);
}

/** For keeping: what remains stands in `left`, so that no clock has to be believed later. */
export function frozen(state, now) {
  return pause(state, now);
}
