// What is not at the clinic yet, in words, on every page that has a place for it: [data-waiting].

import { about } from "./about.js";
import { make } from "./dom.js";
import * as queue from "./queue.js";
import * as store from "./store.js";

const DAY = 24 * 3600 * 1000;

const many = (count) => (count === 1 ? "1 entry" : `${count} entries`);

/** Keep the line up to date, in this tab and with what other tabs do. */
export function tell() {
  queue.onChange(refresh);
  addEventListener("online", refresh);
  addEventListener("offline", refresh);
  return refresh();
}

async function refresh() {
  const { all, refused, signin, oldest } = await queue.counts();
  for (const place of document.querySelectorAll("[data-waiting]")) {
    place.hidden = all === 0;
    place.dataset.waiting = all;
    if (all) place.replaceChildren(...words({ all, refused, signin, oldest }));
  }
  for (const place of document.querySelectorAll("[data-offline]")) place.hidden = navigator.onLine;
}

function words({ all, refused, signin, oldest }) {
  const found = [make("p", {}, `${many(all)} waiting to send. ${all === 1 ? "It is" : "They are"} safe on this phone.`)];
  if (signin) found.push(make("p", {}, make("a", { href: about.signIn }, "Sign in again"), " to send."));
  if (Date.now() - oldest > DAY) found.push(make("p", {}, "This has waited for more than a day. Open this page where you have signal."));
  if (refused) {
    found.push(make("p", {}, `The clinic could not take ${many(refused)}. Nothing is lost: keep a copy, and show it to your physio.`));
    found.push(make("p", { class: "actions" }, make("button", { class: "btn btn-2", type: "button", onclick: copy }, "Keep a copy")));
  }
  if (navigator.onLine) {
    found.push(make("p", { class: "actions" }, make("button", { class: "btn btn-2", type: "button", onclick: () => queue.drain(about, { force: true }) }, "Send now")));
  }
  return found;
}

/** Everything that waits as a file, in the shape of the API. */
async function copy() {
  const items = await Promise.all((await store.queued()).map(async (item) => ({ id: item.log, kind: item.kind, status: item.status, ...await store.opens(item).catch(() => ({})) })));
  const link = make("a", { href: URL.createObjectURL(new Blob([JSON.stringify(items, null, 1)], { type: "application/json" })), download: "waiting-entries.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
