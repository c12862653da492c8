// Logs and morning answers on their way: kept on the phone first, then sent.

import { about } from "./about.js";
import { momentOf } from "./content.js";
import * as queue from "./queue.js";
import * as store from "./store.js";

/** Keep a log; resolves once the disk has it. `before` and `base` are of the version that it corrects. */
export async function keepLog({ pack, session, log, content, before = null, base = null, done }) {
  const seq = await queue.add({ runner: pack.runner, log, base, session: session.id, on: pack.today }, { content, before }, done);
  navigator.storage?.persist?.().catch(() => {});
  queue.drain(about);
  return seq;
}

/** Keep the answer to how a morning is; resolves once the disk has it. */
export async function keepMorning({ pack, content }) {
  await queue.add({ runner: pack.runner, log: pack.morning.log, kind: "morning", on: pack.today }, { content });
  await store.keep("pack", { ...pack, morning: null }).catch(() => {});
  queue.drain(about);
}

/** The last version of a log that this phone knows: `{content, base}`; base is null behind one that waits. */
export async function lastOf(pack, log) {
  const waiting = (await store.queued()).filter((item) => item.log === log && item.kind === "log").at(-1);
  if (waiting) return { content: (await store.opens(waiting)).content, base: null };
  const there = (await store.read("pack"))?.logs[log] ?? pack.logs[log];
  return there && { content: there.content, base: queue.revisions.get(log) ?? there.revision };
}

/** Whether that day has no turn of a session left for this log: the clinic, or this phone, has others. */
export async function otherLogOf(pack, session, { log, started }) {
  const on = momentOf(new Date(started), pack.zone).slice(0, 10);
  const turns = pack.days?.filter((day) => day.session === session.id && day.on === on) ?? [];
  const known = new Set(turns.map((day) => day.log).filter((one) => one && one !== log));
  const here = (await store.queued()).filter((item) => item.session === session.id && item.on === on && item.log !== log);
  for (const item of here) known.add(item.log);
  return turns.length > 0 && known.size >= turns.length;
}
