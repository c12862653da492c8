// The next 14 days on the phone: fetched when there is signal, sealed, and read from the phone first.

import * as store from "./store.js";

const PATIENCE = 8000; // ms
const FIGURES = "steady-figures";
const FEW = 6; // pictures that are asked for one by one
let isPurged = false; // somebody signs out: what is still on its way here is not kept any more

/** Fetch the days anew; the pack, or null without signal or sign-in. */
export async function refresh(about) {
  try {
    const answer = await fetch(about.pack, { redirect: "manual", cache: "no-cache", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) return null;
    const pack = await answer.json();
    if (isPurged) return null;
    await store.keep("pack", pack, () => !isPurged).catch(() => {});
    pictures(about, pack).catch(() => {});
    return pack;
  } catch {
    return null;
  }
}

/** What the phone holds; undefined for nothing. */
export const held = () => store.read("pack");

function addresses(pack) {
  const drawn = Object.values(pack.sessions).flatMap(({ items }) => items)
    .flatMap((item) => [item.figure, item.easier?.figure]).filter(Boolean);
  return new Set(drawn.flatMap(({ left, right }) => [left, right].flatMap((one) => Object.values(one ?? {}))));
}

/** Have every picture of the pack on the phone, and no others. A picture never changes. */
async function pictures(about, pack) {
  if (!("caches" in window) || isPurged) return;
  const cache = await caches.open(FIGURES);
  const wanted = addresses(pack);
  const there = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  for (const old of there) if (!wanted.has(old)) await cache.delete(old);
  const missing = [...wanted].filter((one) => !there.has(one));
  if (missing.length > FEW) return keepAll(about, cache, missing);
  return Promise.allSettled(missing.map((one) => cache.add(one)));
}

/** Most are new, as on the first day: all of them in one answer. */
async function keepAll(about, cache, missing) {
  const answer = await fetch(about.pictures, { redirect: "manual", cache: "no-store" });
  const drawn = answer.ok ? await answer.json() : {};
  const headers = { "Content-Type": "image/svg+xml", "Content-Security-Policy": "default-src 'none'; sandbox" };
  for (const one of missing) if (drawn[one] && !isPurged) await cache.put(one, new Response(drawn[one], { headers }));
}

/** Take everything about this person off the phone, except what the clinic does not have yet. */
export async function purge() {
  isPurged = true;
  await store.forget();
  if ("caches" in window) await caches.delete(FIGURES);
  await Promise.race([hush().catch(() => {}), new Promise((done) => { setTimeout(done, 1000); })]);
}

/** Nobody is signed in here: no more notifications. Their service tells the clinic so with the next one. */
async function hush() {
  const registration = await navigator.serviceWorker?.getRegistration("/");
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
}
