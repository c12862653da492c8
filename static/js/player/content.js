// A log as the API takes it, its digest, and how two versions of it become one. Pure but for the hash.

export const FIELDS = ["state", "skip_reason", "pain_during", "pain_after", "effort", "minutes", "note", "drills"];

/** JSON with sorted keys and no spaces: the form that the clinic's digest is taken of. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const pairs = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${pairs.join(",")}}`;
}

/** SHA-256 in hex. */
export async function digest(content) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonical(content)));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const PARTS = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" };

/** A moment to the second, with the offset of `zone`, the runner's own: 2026-11-24T18:30:00+11:00.
 *
 * The clinic files a log under the day of this offset, and the plan's days are those of the runner's
 * zone: a phone that is set to another one must not move a session to another day. Without a zone,
 * as in days kept by an older version, it is the phone's own.
 */
export function momentOf(date, zone) {
  const format = new Intl.DateTimeFormat("en-GB", { ...PARTS, hourCycle: "h23", timeZone: zone, timeZoneName: "longOffset" });
  const told = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  const offset = told.timeZoneName.slice(3) || "+00:00"; // "GMT+11:00"; plain "GMT" for none
  return `${told.year}-${told.month}-${told.day}T${told.hour}:${told.minute}:${told.second}${offset}`;
}

/** The fields of a log and no others, in a content that may hold more. */
export function contentOf(told) {
  const { program, session, occurred_at } = told;
  const plain = Object.fromEntries(FIELDS.map((name) => [name, told[name]]));
  return { program, session, occurred_at, ...plain };
}

/** Both versions in one: what was changed here stands on top of what is stored there.
 *
 * A field that only the other side changed keeps the other side's word. Of a field that both
 * changed, the clinic keeps both revisions and shows the one that reached it last: this one.
 */
export function merged(before, mine, stored) {
  const changed = FIELDS.filter((name) => canonical(mine[name]) !== canonical(before?.[name] ?? null));
  return contentOf({ ...stored, ...Object.fromEntries(changed.map((name) => [name, mine[name]])) });
}
