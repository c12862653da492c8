// What a session consists of, set by set: a session of the pack becomes a list of turns.
// A turn is one set on one side, with what lies before it. Nothing here knows a clock or a page.

export const READY = 5; // seconds
const A_REP = 3; // seconds of a rep that has no tempo, as the minutes of a session are counted

/** Drills that share a block number and follow each other take turns, set by set. */
function groups(items) {
  const found = [];
  items.forEach((item, index) => {
    const last = found.at(-1);
    if (last && item.block && items[last[0]].block === item.block) last.push(index);
    else found.push([index]);
  });
  return found;
}

/** What lies between two turns: `{kind, seconds}` of a rest, or of the change of sides. */
function gap(items, before, next, isNewRound) {
  const item = items[before.item];
  if (before.item === next.item && before.set === next.set) {
    return { kind: "switch", seconds: Math.max(item.switch_rest, READY) };
  }
  let seconds = item.rest;
  if (before.item !== next.item) seconds = item.rest_after || (isNewRound ? item.rest : 0);
  return seconds ? { kind: "rest", seconds } : null;
}

/** Every turn in order: `{item, set, of, side, seconds, reps, gap}`; seconds is null for reps. */
export function turnsOf(items) {
  const turns = [];
  for (const group of groups(items)) {
    const rounds = Math.max(...group.map((index) => items[index].sets));
    for (let set = 1; set <= rounds; set += 1) {
      for (const index of group) {
        const item = items[index];
        if (set > item.sets) continue;
        for (const side of item.sides) {
          const turn = { item: index, set, of: item.sets, side, seconds: item.hold, reps: item.reps, metres: item.metres };
          const before = turns.at(-1);
          const isNewRound = group.length > 1 && before && before.set !== set;
          turns.push({ ...turn, gap: before ? gap(items, before, turn, isNewRound) : null });
        }
      }
    }
  }
  return turns;
}

/** Seconds of one rep: its tempo, or three. */
export function pace(item) {
  return item.tempo.reduce((sum, part) => sum + part, 0) || A_REP;
}

export const SIDES = { left: "Left side", right: "Right side", alternating: "Alternating sides", each: "Each side" };

/** Which picture shows a side: only the left one is mirrored. */
export function facing(side) {
  return side === "left" ? "left" : "right";
}

/** The words of the dose of one turn: "Hold 45 seconds", "8 to 12 reps", "20 metres". */
export function amountOf(item, turn) {
  if (turn.seconds) return `${item.is_hold ? "Hold" : "Go for"} ${turn.seconds} seconds`;
  if (turn.reps && item.reps_from && item.reps_from < turn.reps) return `${item.reps_from} to ${turn.reps} reps`;
  if (turn.reps) return turn.reps === 1 ? "1 rep" : `${turn.reps} reps`;
  return `${turn.metres} metres`;
}
