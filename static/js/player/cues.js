// What a runner hears and feels: speech, tones and a buzz. And the lock that keeps the screen on.
//
// Sound is unlocked by the first tap; where it is refused, the screen alone tells. What is wanted
// stands in localStorage under CHOICES, written by the settings page: {voice, tones, buzz}.

export const CHOICES = "steady-cues";
const EVERYTHING = { voice: true, tones: true, buzz: true };
const TONES = { go: [880, 0.25], count: [660, 0.09], rep: [520, 0.05], soon: [520, 0.2], end: [784, 0.3], open: [440, 0.15] };
const SHOWN_FIRST = 120; // ms
const BUZZ = { go: [200], count: [60], end: [150, 80, 150], open: [120] };

export function choices() {
  try {
    return { ...EVERYTHING, ...JSON.parse(localStorage.getItem(CHOICES) ?? "{}") };
  } catch {
    return EVERYTHING;
  }
}

export class Cues {
  constructor() {
    this.chosen = choices();
    this.isMuted = false;
  }

  /** Call it from a tap: browsers give sound only to a page that was touched.
   *
   * Setting sound up takes a slow phone a tenth of a second, so the screen answers the tap first. A
   * browser still takes what comes so soon for part of the tap.
   */
  unlock() {
    if (!this.chosen.tones || !window.AudioContext) return;
    if (this.audio) this.audio.resume().catch(() => {});
    else setTimeout(() => { this.audio ??= new AudioContext(); }, SHOWN_FIRST);
  }

  /** Make a cue heard and felt. Late words are left out: nobody wants to hear what is over. */
  fire({ kind, words }, late = 0) {
    if (this.isMuted) return;
    this.tone(kind);
    if (this.chosen.buzz && BUZZ[kind]) navigator.vibrate?.(BUZZ[kind]);
    if (words && late < 1500 && this.chosen.voice) this.say(words, kind);
  }

  tone(kind) {
    if (!this.chosen.tones || this.audio?.state !== "running") return;
    const [pitch, length] = TONES[kind];
    const now = this.audio.currentTime;
    const sound = new OscillatorNode(this.audio, { frequency: pitch });
    const volume = new GainNode(this.audio, { gain: 0.2 });
    volume.gain.setTargetAtTime(0, now + length * 0.7, 0.03);
    sound.connect(volume).connect(this.audio.destination);
    sound.start(now);
    sound.stop(now + length + 0.2);
  }

  say(words, kind) {
    const speech = window.speechSynthesis;
    if (!speech) return;
    if (kind !== "count") speech.cancel();
    const spoken = new SpeechSynthesisUtterance(words);
    Object.assign(spoken, { lang: "en-AU", rate: kind === "count" ? 1.3 : 1.05 });
    speech.speak(spoken);
  }

  mute(isMuted) {
    this.isMuted = isMuted;
    if (isMuted) window.speechSynthesis?.cancel();
  }

  quiet() {
    window.speechSynthesis?.cancel();
  }
}

/** Keeps the screen on while `wanted`; a browser takes the lock away when the page is hidden. */
export class Screen {
  constructor() {
    this.wanted = false;
    document.addEventListener("visibilitychange", () => this.tend());
  }

  get isPossible() {
    return "wakeLock" in navigator;
  }

  keepOn(wanted) {
    if (this.wanted === wanted) return;
    this.wanted = wanted;
    this.tend();
  }

  async tend() {
    if (!this.isPossible) return;
    try {
      if (!this.wanted) {
        await this.lock?.release();
        this.lock = undefined;
      } else if (document.visibilityState === "visible" && (!this.lock || this.lock.released)) {
        this.lock = await navigator.wakeLock.request("screen");
      }
    } catch {
      this.lock = undefined; // refused, as with a low battery: the session goes on
    }
  }
}
