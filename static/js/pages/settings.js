/* The player reads what is wanted from this phone; what the server has is written there. The button
   plays each cue that is ticked, so that silence is found here and not in the middle of a session. */
import { CHOICES, Cues } from "../player/cues.js";

const SOUND_IS_UP = 500; // ms after the first tap

const form = document.getElementById("settings");
const names = { voice: "cue_voice", tones: "cue_tones", buzz: "cue_buzz" };
const stored = Object.fromEntries(Object.keys(names).map((name) => [name, form.dataset[name] === "yes"]));
localStorage.setItem(CHOICES, JSON.stringify(stored));

function ticked() {
  return Object.fromEntries(Object.entries(names).map(([name, field]) => [name, form.elements[field].checked]));
}

function tried({ voice, tones, buzz }) {
  const parts = [];
  if (voice) parts.push(window.speechSynthesis ? "a voice" : "no voice, as this browser has none");
  if (tones) parts.push(window.AudioContext ? "a tone" : "no tone, as this browser has none");
  if (buzz) parts.push(navigator.vibrate ? "a buzz" : "no buzz, as this phone has none for web pages");
  if (!parts.length) return "Nothing is ticked, so sessions are silent.";
  return `You should have: ${parts.join(", ")}. Heard nothing? Turn the volume up and silent mode off.`;
}

const place = form.querySelector("[data-try]");
place.hidden = false;
place.querySelector("button").addEventListener("click", () => {
  const cues = new Cues();
  cues.chosen = ticked();
  cues.unlock();
  setTimeout(() => cues.fire({ kind: "go", words: "Left side. Go." }), SOUND_IS_UP);
  form.querySelector("[data-tried]").textContent = tried(cues.chosen);
});
