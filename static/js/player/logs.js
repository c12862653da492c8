// Logs and morning answers on their way: kept on the phone first, then sent.

import { about } from "./about.js";
import * as queue from "./queue.js";
import * as store from "./store.js";

/** Keep a log; resolves once the disk has it. `before` and `base` are of the version that it corrects. */
export async function keepLog({ pack, session, log, content, before = null, base = null, done }) {
  const seq = await queue.add({ runner: pack.runner, log, base, session: session.id, on: pack.today }, { content, before }, done);
  navigator.storage?.persist?.().catch(() => {});
  queue.drain(about);
  return seq;
}

/** Keep the answer to how a morning is. */
export async function keepMorning({ pack, content }) {
  await queue.add({ runner: pack.runner, log: pack.morning.log, kind: "morning", on: pack.today }, { content });
  await store.keep("pack", { ...pack, morning: null }).catch(() => {});
  return queue.drain(about);
}

/** The last version of a log that this phone knows: `{content, base}`; base is null behind one that waits. */
export async function lastOf(pack, log) {
  const waiting = (await store.queued()).filter((item) => item.log === log && item.kind === "log").at(-1);
  if (waiting) return { content: (await store.opens(waiting)).content, base: null };
  const there = (await store.read("pack"))?.logs[log] ?? pack.logs[log];
  return there && { content: there.content, base: queue.revisions.get(log) ?? there.revision };
}
