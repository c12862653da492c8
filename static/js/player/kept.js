// What this phone keeps, on the settings page: how much, what waits, and both taken off or sent.

import { about } from "./about.js";
import { make } from "./dom.js";
import { purge } from "./pack.js";
import * as queue from "./queue.js";

const MEGABYTE = 1_000_000;

/** Fill the page's part about the phone; other pages have none. */
export async function phoneData() {
  const place = document.getElementById("phone-data");
  if (!place) return;
  const small = (words, onclick) => make("button", { class: "btn btn-2", type: "button", onclick }, words);
  const said = make("p", { role: "status" });
  const send = small("Send now", () => queue.drain(about, { force: true }));
  const tell = async () => {
    const { all } = await queue.counts();
    const { usage } = await navigator.storage?.estimate?.().catch(() => ({})) ?? {};
    const size = usage ? `About ${(usage / MEGABYTE).toFixed(1)} MB. ` : "";
    said.textContent = size + (all ? `${all === 1 ? "1 entry waits" : `${all} entries wait`} to be sent.` : "Nothing waits to be sent.");
    send.hidden = !all;
  };
  const remove = small("Remove it from this phone", async () => {
    await purge();
    await tell();
    said.textContent = `Removed. It comes back when you open Today with signal. ${said.textContent}`;
    remove.hidden = true;
  });
  place.append(said, make("p", { class: "actions" }, send, remove));
  queue.onChange(tell);
  await tell();
}
