// The queue of what the clinic does not have yet. Nothing leaves it without proof of receipt.
//
// The rules: every entry has an id of its own, so a repeat is known as one. Entries do not wait for
// each other, but what is said of one log goes in its order. One tab sends at a time. An answer is
// believed only if it is a 2xx that names the entry and proves its content; a refused entry is kept
// and shown; signed out, everything waits.

import { contentOf, digest, merged } from "./content.js";
import * as store from "./store.js";

const PATIENCE = 10_000; // ms for one answer
const NEXT_AFTER = 1500; // ms that an entry may hold up the one after it
const SLOWEST = 5 * 60_000; // ms between two tries at the most
const channel = "BroadcastChannel" in window ? new BroadcastChannel("steady-queue") : null;
const listeners = new Set();
// Of logs that left this page: the revision that they became.
export const revisions = new Map();
let running;
let timer;

/** Keep what somebody did. Resolves once it is on the disk: only then may the page say so. */
export async function add({ runner, log, kind = "log", base = null, session = null, on = null }, body, done) {
  const seq = await store.enqueue({ runner, log, kind, base, session, on, tries: 0, next: 0, state: "waiting", made: Date.now() }, body, done);
  changed();
  return seq;
}

/** How many wait, are refused, or wait for a sign-in; with the oldest's time in ms. */
export async function counts() {
  const items = await store.queued().catch(() => []);
  const count = (state) => items.filter((item) => item.state === state).length;
  return { all: items.length, refused: count("refused"), signin: count("signin"), oldest: items[0]?.made ?? null };
}

/** Be told whenever the queue may have changed, in this tab or another. */
export function onChange(listener) {
  listeners.add(listener);
}

function changed() {
  channel?.postMessage(0);
  listeners.forEach((listener) => listener());
}

channel?.addEventListener("message", () => listeners.forEach((listener) => listener()));

/** Send what can be sent. With `force` also what was put off or refused: on start, and when asked. */
export function drain(about, { force = false } = {}) {
  clearTimeout(timer);
  running ??= navigator.locks.request("steady-queue", () => send(about, force)).finally(() => {
    running = undefined;
    plan(about);
  });
  return running;
}

async function plan(about) {
  const waiting = (await store.queued().catch(() => [])).filter((item) => item.state === "waiting");
  if (!waiting.length) return;
  const next = Math.min(...waiting.map((item) => item.next));
  clearTimeout(timer);
  timer = setTimeout(() => drain(about), Math.min(Math.max(next - Date.now(), 1000), SLOWEST));
}

async function send(about, force) {
  const items = await store.queued();
  if (!items.length) return;
  const who = await signedIn(about);
  if (who === null) return; // no signal
  const chains = new Map();
  for (const item of items) {
    if (who.runner && item.runner !== who.runner) continue; // somebody else's, on the same phone
    chains.set(item.log, [...(chains.get(item.log) ?? []), item]);
  }
  const flights = [];
  for (const chain of chains.values()) {
    const [head] = chain;
    // A time further off than anything is put off for was written by a clock that was wrong.
    const later = head.next - Date.now();
    const isPutOff = later > 0 && later <= SLOWEST && (!force || head.isTold);
    if (isPutOff || (head.state === "refused" && !force)) continue;
    if (!who.runner) {
      await store.change(head.seq, { state: "signin" });
      continue;
    }
    const flight = sendChain(about, who, chain);
    flights.push(flight);
    await Promise.race([flight, new Promise((resolve) => { setTimeout(resolve, NEXT_AFTER); })]);
  }
  await Promise.all(flights);
  changed();
}

/** `{runner, csrf}` of who is signed in, `{}` for nobody, null without signal. */
async function signedIn(about) {
  try {
    const answer = await fetch(about.key, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) return {};
    const told = answer.ok ? await answer.json() : null;
    return told?.runner && told.csrf ? told : null;
  } catch {
    return null;
  }
}

async function sendChain(about, who, chain) {
  let base = chain[0].base;
  for (const [index, item] of chain.entries()) {
    const sent = await sendOne(about, who, { ...item, base: item.base ?? base }, chain[index + 1]?.seq);
    if (sent === null) return;
    ({ base } = sent);
    changed();
  }
}

/** `{base}`, for what follows, once the clinic has proved that it has the entry; else null. */
async function sendOne(about, who, item, next) {
  let body = await store.opens(item).catch(() => null);
  if (body === null) return refuse(item, 0, "It cannot be opened on this phone any more.");
  let { base, isMerged = false } = item;
  const merge = (stored) => {
    body = { ...body, content: merged(body.before, body.content, stored), before: contentOf(stored) };
    base = stored.revision;
    isMerged = true;
    return store.change(item.seq, { base, isMerged }, body);
  };
  if (base === null && body.before && item.kind === "log") {
    // It corrects an entry that left in the meantime. Sent without a revision it could be taken for a
    // repeat of the first one, if it says the same: so it is put on top of what the clinic has.
    const stored = await ask(about, item);
    if (!stored) return putOff(item);
    await merge(stored);
  }
  for (let clash = 0; clash < 4; clash += 1) {
    const answer = await put(about, who, item, body, base);
    if (answer === null) return putOff(item);
    if (answer.ok && await isProof(item, body, answer.told)) {
      // What follows was written on top of what this was before it was merged: it has to meet its own.
      const follows = isMerged ? null : answer.told.revision ?? null;
      await store.settle(item.seq, next, follows);
      if (answer.told.revision) revisions.set(item.log, answer.told.revision);
      return { base: follows };
    }
    if (answer.status === 409 && answer.told?.code === "log_conflict") {
      await merge(answer.told.stored);
    } else if (answer.ok || answer.status >= 500) {
      return putOff(item, answer.wait);
    } else if (answer.status === 429) {
      return putOff(item, answer.wait ?? 30_000);
    } else if (answer.status === 401) {
      await store.change(item.seq, { state: "signin" });
      return null;
    } else {
      return refuse(item, answer.status, answer.told?.detail ?? "");
    }
  }
  return putOff(item);
}

/** What the clinic has of a log that left this phone before; null if it cannot be asked. */
async function ask(about, item) {
  try {
    const answer = await fetch(`${about.logs}${item.log}/`, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    const told = answer.ok ? await answer.json() : null;
    return told?.id === item.log ? told : null;
  } catch {
    return null;
  }
}

async function put(about, who, item, body, base) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": who.csrf };
  if (base !== null && item.kind === "log") headers["If-Match"] = `"${base}"`;
  const address = `${about.logs}${item.log}/${item.kind === "morning" ? "next-morning/" : ""}`;
  try {
    const answer = await fetch(address, {
      method: "PUT", headers, body: JSON.stringify(body.content), redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.type === "opaqueredirect") return null;
    const told = await answer.json().catch(() => null);
    const seconds = Number(answer.headers.get("Retry-After"));
    return { ok: answer.ok, status: answer.status, told, wait: seconds ? seconds * 1000 : undefined };
  } catch {
    return null;
  }
}

/** The answer names this entry and shows that the clinic holds this very content. */
async function isProof(item, body, told) {
  if (told?.id !== item.log) return false;
  if (item.kind === "morning") return Object.entries(body.content).every(([name, value]) => told[name] === value);
  return told.digest === await digest(body.content);
}

async function putOff(item, wait) {
  const tries = item.tries + 1;
  const later = Math.min(SLOWEST, wait ?? 1000 * 2 ** Math.min(tries, 9) * (0.5 + Math.random()));
  await store.change(item.seq, { tries, state: "waiting", next: Date.now() + later, isTold: wait !== undefined });
  return null;
}

async function refuse(item, status, detail) {
  await store.change(item.seq, { state: "refused", status, detail, tries: item.tries + 1 });
  return null;
}

/** Send whenever there is reason to hope: at once, with signal again, in sight again. */
export function watch(about) {
  drain(about, { force: true });
  addEventListener("online", () => drain(about, { force: true }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") drain(about, { force: true });
  });
}
