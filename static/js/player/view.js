// The player on the screen: fills the empty player of the page with a state.

import { SIDES, amountOf, facing } from "./plan.js";
import { nameOf, shownItem } from "./script.js";

const UNITS = { rest: "seconds of rest", switch: "to swap sides", ready: "get ready", work: "seconds" };

export class View {
  constructor(root) {
    this.root = root;
    this.parts = Object.fromEntries([...root.querySelectorAll("[data-show]")].map((part) => [part.dataset.show, part]));
    this.buttons = Object.fromEntries([...root.querySelectorAll("[data-do]")].map((part) => [part.dataset.do, part]));
    this.circle = root.querySelector(".ring-left");
    this.isStill = matchMedia("(prefers-reduced-motion: reduce)");
  }

  text(name, words) {
    if (this.parts[name].textContent !== words) this.parts[name].textContent = words;
  }

  /** Everything that a new state changes. */
  state(plan, state) {
    const turn = plan.turns[state.turn];
    const item = plan.items[turn.item];
    this.text("count", `Exercise ${turn.item + 1} of ${plan.items.length}`);
    this.segments(plan, state, turn);
    this.picture(shownItem(plan, state), turn.side);
    const isSwitch = state.phase === "switch";
    this.root.classList.toggle("is-switch", isSwitch);
    this.text("name", isSwitch ? `Swap to the ${turn.side} side` : nameOf(plan, state));
    this.text("dose", this.dose(plan, state, item, turn));
    this.text("side", SIDES[turn.side] ?? "");
    this.text("set", `Set ${turn.set} of ${turn.of}`);
    const isReps = state.phase === "work" && state.reps !== null;
    this.parts.reps.hidden = !isReps;
    this.parts.ring.hidden = isReps;
    if (isReps) {
      this.text("amount", String(state.reps));
      this.text("amount-unit", turn.reps ? (state.reps === 1 ? "rep" : "reps") : "metres");
    }
    this.parts.ring.setAttribute("aria-label", [UNITS[state.phase] ?? "Timer", SIDES[turn.side]].filter(Boolean).join(", "));
    this.buttons.main.textContent = this.main(state, item);
    this.buttons.back.setAttribute("aria-disabled", String(state.turn === 0 && state.phase === "idle"));
    this.cue(plan, state, item);
    this.time(plan, state, state.from ?? 0);
  }

  dose(plan, state, item, turn) {
    if (state.phase === "rest") return `Next up: ${amountOf(item, turn).toLowerCase()}`;
    return [amountOf(item, turn), item.manner.find((line) => line.startsWith("With"))?.replace(/\.$/, "")].filter(Boolean).join(" · ");
  }

  main(state, item) {
    if (state.left !== null) return "Carry on";
    if (state.phase === "idle") return item.hold ? "Start" : "Start the first set";
    if (state.phase === "ready") return "Start now";
    if (state.phase === "rest") return "Next set";
    if (state.phase === "switch") return "I have swapped";
    return state.reps === null ? "Pause" : `Done ${state.reps}`;
  }

  cue(plan, state, item) {
    const shown = shownItem(plan, state);
    const next = plan.turns[state.turn + 1];
    const cue = shown.cues[state.turn % Math.max(shown.cues.length, 1)] ?? "";
    const ahead = next && next.item !== plan.turns[state.turn].item ? `Next up: ${plan.items[next.item].name}` : "";
    this.text("cue", state.phase === "idle" ? item.note || cue : [cue, ahead].filter(Boolean).join(". "));
  }

  segments(plan, state, turn) {
    const list = this.parts.segments;
    if (list.children.length !== plan.items.length) {
      list.replaceChildren(...plan.items.map(() => document.createElement("li")));
    }
    const done = new Set(Object.keys(state.done).map((index) => plan.turns[index].item));
    [...list.children].forEach((part, index) => {
      const isNow = index === turn.item && state.phase !== "over";
      part.className = !isNow && (index < turn.item || done.has(index)) ? "is-done" : "";
      if (isNow) part.setAttribute("aria-current", "step");
      else part.removeAttribute("aria-current");
    });
  }

  picture(item, side) {
    const key = `${item.drill} ${facing(side)}`;
    if (this.pictured === key) return;
    this.pictured = key;
    const drawn = item.figure?.[facing(side)];
    if (!drawn) return this.parts.picture.replaceChildren();
    const picture = document.createElement("picture");
    const source = (media, address) => {
      const one = document.createElement("source");
      Object.assign(one, { media, srcset: address });
      if (address) picture.append(one);
    };
    const still = "(prefers-reduced-motion: reduce)";
    const dark = "(prefers-color-scheme: dark)";
    // Who chose light or dark in the settings gets that one, whatever the phone says.
    const { theme } = document.documentElement.dataset;
    const shown = (kind) => drawn[theme === "dark" ? `${kind}_dark` : kind];
    if (!theme) source(`${still} and ${dark}`, drawn.still_dark);
    source(still, shown("still"));
    if (!theme) source(dark, drawn.loop_dark);
    const image = document.createElement("img");
    Object.assign(image, { src: shown("loop") ?? shown("still"), alt: item.figure.words });
    picture.append(image);
    return this.parts.picture.replaceChildren(picture);
  }

  /** The figures and the ring at a moment of the clock. */
  time(plan, state, now) {
    const turn = plan.turns[state.turn];
    let left = state.left ?? (state.until === null ? null : state.until - now);
    if (left === null && state.phase === "idle") left = (turn.seconds ?? 0) * 1000;
    const figures = left === null ? "" : String(Math.max(0, Math.ceil(left / 1000 - 0.001)));
    this.text("figures", state.phase === "idle" && !turn.seconds ? String(turn.reps ?? turn.metres) : figures);
    this.text("unit", this.unit(state, turn));
    const whole = this.whole(state, turn) * 1000;
    const shown = this.isStill.matches ? Math.ceil((left ?? 0) / 1000) * 1000 : left ?? 0;
    const gone = whole && state.phase !== "idle" ? 100 * (1 - Math.min(1, Math.max(0, shown / whole))) : 0;
    this.circle.setAttribute("stroke-dashoffset", gone.toFixed(1));
  }

  whole(state, turn) {
    if (state.phase === "work") return turn.seconds ?? 0;
    if (state.phase === "ready") return 5;
    return turn.gap?.seconds ?? 0;
  }

  unit(state, turn) {
    if (state.left !== null) return "paused";
    if (state.phase === "idle" && !turn.seconds) return turn.reps ? "reps" : "metres";
    return state.phase === "idle" ? "seconds" : UNITS[state.phase] ?? "";
  }
}
