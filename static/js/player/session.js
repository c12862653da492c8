// One session being done: the state machine, the clock, the screen and the cues, tied together.

import { Clock } from "./clock.js";
import { Cues, Screen } from "./cues.js";
import * as machine from "./machine.js";
import { heard } from "./script.js";
import { View } from "./view.js";

const ALOUD = new Set(["go", "soon", "count", "end"]);
const KEYS = { " ": "main", ArrowLeft: "back", ArrowRight: "skip", h: "hurt", m: "mute" };
const LONG_REST = 120; // seconds; for longer the screen may go dark

export class Session {
  /** `hooks`: save(state, spent), hurt(session), over(session), leave(session). */
  constructor({ root, said, items, state, spent = 0, hooks }) {
    Object.assign(this, { root, said, hooks, before: spent });
    this.plan = machine.planOf(items);
    this.clock = new Clock();
    this.cues = new Cues();
    this.screen = new Screen();
    this.view = new View(root);
    this.heardUntil = -1;
    this.state = state ?? machine.begin();
    this.marks = []; // what was heard and when, for measuring: [kind, moment, late]
    this.listen();
  }

  /** Show the player and draw the first state. */
  open() {
    this.root.hidden = false;
    document.body.classList.add("is-playing");
    this.show();
    this.view.buttons.main.focus({ preventScroll: true });
  }

  /** Be called again in so many milliseconds; null for not at all. Nobody waits before the first tap. */
  wake(after) {
    if (!this.timer) {
      if (after === null) return;
      this.timer = new Worker(this.root.dataset.beat);
      this.timer.addEventListener("message", () => this.beat());
    }
    this.timer.postMessage(after);
  }

  /** Milliseconds spent on the session so far. */
  get spent() {
    return this.before + this.clock.now();
  }

  listen() {
    this.stop = new AbortController();
    const { signal } = this.stop;
    this.root.addEventListener("click", (event) => {
      const act = event.target.closest("[data-do]")?.dataset.do;
      if (act) this.act(act);
      else if (event.target.closest("[data-do-touch]")) this.act("main");
    }, { signal });
    document.addEventListener("keydown", (event) => {
      const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      const plain = !(event.ctrlKey || event.metaKey || event.altKey) && !event.repeat;
      const isOwn = event.target.closest?.("button, a, input, textarea, select");
      if (!act || !plain || this.root.hidden || (act === "main" && isOwn)) return;
      event.preventDefault();
      this.act(act);
    }, { signal });
    document.addEventListener("visibilitychange", () => {
      this.clock.hidden();
      this.beat();
    }, { signal });
    addEventListener("pagehide", () => this.hooks.save(this), { signal });
  }

  act(name) {
    this.cues.unlock();
    const now = this.clock.now();
    const { plan, state } = this;
    if (name === "main") this.go(machine.press(plan, state, now));
    else if (name === "back") this.go(machine.back(plan, state, now));
    else if (name === "skip") this.go(machine.skip(plan, state, now));
    else if (name === "more") this.go(machine.count(state, 1));
    else if (name === "fewer") this.go(machine.count(state, -1));
    else if (name === "mute") this.mute();
    else if (name === "hurt") this.askWhereItHurts(now);
    else if (name === "leave") this.hooks.leave(this);
  }

  mute() {
    this.cues.mute(!this.cues.isMuted);
    const { mute } = this.view.buttons;
    mute.setAttribute("aria-pressed", String(this.cues.isMuted));
    mute.textContent = this.cues.isMuted ? "Muted" : "Mute";
  }

  askWhereItHurts(now) {
    this.cues.quiet();
    this.go(machine.pause(this.state, now));
    this.hooks.hurt(this);
  }

  /** What was chosen on the page about pain. */
  hurts(answer) {
    this.go(machine.hurt(this.plan, this.state, this.clock.now(), answer));
  }

  /** Take a new state: show it, keep it, and let its opening be heard. */
  go(state) {
    if (state === this.state) return;
    const isNewPhase = state.phase !== this.state.phase || state.turn !== this.state.turn;
    this.state = state;
    if (isNewPhase && state.from !== null) this.heardUntil = state.from - 1;
    this.show();
    this.hooks.save(this);
    this.beat();
  }

  show() {
    const { plan, state, screen } = this;
    if (state.phase === "over") return;
    this.view.state(plan, state);
    const isLongRest = state.phase === "rest" && plan.turns[state.turn].gap?.seconds > LONG_REST;
    screen.keepOn(state.phase !== "idle" && !isLongRest);
  }

  /** Bring everything up to this moment of the clock, and ask to be called for the next one. */
  beat() {
    const now = this.clock.now();
    let changed = false;
    for (;;) {
      const end = Math.min(now, this.state.until ?? Infinity);
      this.hear(end, now);
      if (this.state.until === null || this.state.until > now) break;
      const ended = this.state.until;
      this.state = machine.expire(this.plan, this.state);
      this.heardUntil = ended - 1;
      changed = true;
    }
    if (changed) {
      this.show();
      this.hooks.save(this);
    }
    if (this.state.phase === "over") return this.finish();
    this.view.time(this.plan, this.state, now);
    return this.wake(this.state.until === null && this.state.phase !== "work" ? null : this.wait(now));
  }

  hear(end, now) {
    for (const cue of heard(this.plan, this.state, this.heardUntil, end)) {
      this.cues.fire(cue, now - cue.at);
      this.marks.push([cue.kind, cue.at, now - cue.at]);
      if (ALOUD.has(cue.kind)) this.said.textContent = cue.words;
      else if (cue.words) document.getElementById("live").textContent = cue.words;
    }
    this.heardUntil = Math.max(this.heardUntil, end);
  }

  /** Milliseconds to the next whole second of the phase; the deadline is on one of them. */
  wait(now) {
    if (this.state.until === null) return 1000 - ((now - this.state.from) % 1000);
    const left = this.state.until - now;
    const step = this.view.isStill.matches || document.hidden ? 1000 : 100;
    return Math.max(1, left % step || step);
  }

  finish() {
    this.close();
    this.hooks.over(this);
  }

  /** Take the player off the screen; the state stays as it is. */
  close() {
    this.timer?.terminate();
    this.stop.abort();
    this.screen.keepOn(false);
    this.root.hidden = true;
    document.body.classList.remove("is-playing");
  }
}
