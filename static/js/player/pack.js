// The next 14 days on the phone: fetched when there is signal, sealed, and read from the phone first.

import * as store from "./store.js";

const PATIENCE = 8000; // ms
const FIGURES = "steady-figures";
let isPurged = false; // somebody signs out: what is still on its way here is not kept any more

/** Fetch the days anew; the pack, or null without signal or sign-in. */
export async function refresh(about) {
  try {
    const answer = await fetch(about.pack, { redirect: "manual", cache: "no-cache", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) return null;
    const pack = await answer.json();
    if (isPurged) return null;
    await store.keep("pack", pack, () => !isPurged).catch(() => {});
    pictures(pack).catch(() => {});
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
async function pictures(pack) {
  if (!("caches" in window) || isPurged) return;
  const cache = await caches.open(FIGURES);
  const wanted = addresses(pack);
  const there = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  for (const old of there) if (!wanted.has(old)) await cache.delete(old);
  const missing = [...wanted].filter((one) => !there.has(one));
  for (let at = 0; at < missing.length && !isPurged; at += 6) await Promise.allSettled(missing.slice(at, at + 6).map((one) => cache.add(one)));
}

/** Take everything about this person off the phone, except what the clinic does not have yet. */
export async function purge() {
  isPurged = true;
  await store.forget();
  if ("caches" in window) await caches.delete(FIGURES);
}
