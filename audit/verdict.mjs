// The budgets, what a page missed of them, and its line.
const PUBLIC = { kb: 80, req: 8, js: 5, lcp: 1500, inp: 100, cls: 0.02, tbt: 100 };
const BUDGETS = {
  public: PUBLIC,
  aside: PUBLIC,
  drill: { ...PUBLIC, kb: 120, req: 10, lcp: 1800 },
  runner: { ...PUBLIC, kb: 100, req: 10, js: 25, cls: 0 },
  staff: { ...PUBLIC, kb: 150, req: 14, js: 35, lcp: 1000, tbt: 50 },
};
const KB = 1024;
const SHOWN = 6;

/** The page's budget: that of its kind, with what its own line says. */
export function budgetOf(page) {
  const { kb, js, req, lcp } = page;
  const own = Object.entries({ kb, js, req, lcp }).filter(([, value]) => value !== undefined);
  return { ...BUDGETS[page.kind], ...Object.fromEntries(own) };
}

/** Everything that `seen` misses, in words; empty when the page is in order. */
export function misses(page, seen) {
  const budget = budgetOf(page);
  const { weight, plan } = seen;
  const found = [];
  const most = (what, value, limit, unit) => {
    if (value > limit) found.push(`${what} ${value}${unit} > ${limit}${unit}`);
  };
  if (seen.status !== page.status) found.push(`answered ${seen.status}, not ${page.status}`);
  if (seen.moved) found.push(`led to ${seen.moved}`);
  if (Object.values(seen.axe).some((lines) => lines.length)) found.push('axe');
  if (seen.keyboard.wrong.length) found.push('keyboard');
  if (seen.narrow.wide > 0 || seen.narrow.cut.length) found.push('320 px');
  if (seen.double.wide > 0 || seen.double.cut.length) found.push('200 % text');
  if (seen.nojs.length) found.push(`without JavaScript no ${seen.nojs.join(', no ')}`);
  if (plan.h1 !== 1) found.push(`${plan.h1} h1`);
  if (plan.main !== 1) found.push(`${plan.main} main`);
  if (plan.primary > 1) found.push(`${plan.primary} main actions`);
  if (!plan.title) found.push('no title');
  if (seen.errors.length) found.push('console');
  if (!seen.csp || /unsafe-/.test(seen.csp)) found.push('CSP header');
  if (page.isPrivate && !seen.noindex) found.push('private, and not noindex');
  most('weight', round(weight.bytes / KB, 1), budget.kb, ' KB');
  most('script', round(weight.script / KB, 1), budget.js, ' KB');
  most('requests', weight.requests, budget.req, '');
  if (seen.later) most('later', round(seen.later.bytes / KB, 1), page.later, ' KB');
  if (seen.speed) found.push(...missedSpeed(page, seen.speed, budget));
  if (seen.inp !== null) most('INP', seen.inp, budget.inp, ' ms');
  return found;
}

function missedSpeed(page, speed, budget) {
  const found = [];
  const low = Object.entries(speed.scores).filter(([id, score]) => score < 100 && counts(page, id));
  if (low.length) found.push('Lighthouse');
  for (const [name, digits] of [['lcp', 0], ['tbt', 0], ['cls', 3]]) {
    const value = round(speed[name], digits);
    if (value > budget[name]) found.push(`${name.toUpperCase()} ${value} > ${budget[name]}`);
  }
  return found;
}

// A page that no search engine shall list is not measured by what one would like.
const counts = (page, category) => category !== 'seo' || (page.indexed && page.status < 400);

/** One line for the page, and under it what was wrong in detail. */
export function report(page, seen, missed, seconds) {
  const { weight, speed, keyboard } = seen;
  const states = Object.entries(seen.axe).map(([state, lines]) => `${state}:${lines.length}`);
  const parts = [
    page.name.padEnd(18),
    speed && scores(page, speed.scores),
    `axe ${states.join(' ')}`,
    speed && `LCP ${round(speed.lcp)} ms`,
    speed && `CLS ${speed.cls.toFixed(3)}`,
    speed && `TBT ${round(speed.tbt)} ms`,
    speed && `bench ${round(speed.bench)}`,
    `${round(weight.bytes / KB, 1)} KB (js ${round(weight.script / KB, 1)})`,
    `${weight.requests} req`,
    seen.later && `later ${round(seen.later.bytes / KB, 1)} KB ${seen.later.requests} req`,
    seen.inp !== null && `INP ${seen.inp} ms`,
    `keys ${keyboard.stops}/${keyboard.total}`,
    `320px ${fits(seen.narrow)}`,
    `200% ${fits(seen.double)}`,
    `nojs ${seen.nojs.length ? 'NO' : 'ok'}`,
    `primary ${seen.plan.primary}`,
    `console ${seen.errors.length}`,
    `csp ${seen.errors.filter((text) => /Content.Security.Policy/i.test(text)).length}`,
    `${seconds.toFixed(1)} s`,
    missed.length ? `MISS: ${missed.join('; ')}` : 'ok',
  ];
  return [parts.filter(Boolean).join('  '), ...details(page, seen, missed)].join('\n');
}

const fits = ({ wide, cut }) => (wide > 0 ? `+${wide}px` : cut.length ? 'CUT' : 'ok');

function scores(page, found) {
  const shown = Object.entries(found).map(([id, score]) => `${id[0].toUpperCase()}${counts(page, id) ? score : '-'}`);
  return shown.join(' ');
}

/** Each violation once, with the states in which it was found. */
function byState(found) {
  const states = {};
  for (const [state, lines] of Object.entries(found)) {
    for (const line of new Set(lines)) (states[line] ??= []).push(state);
  }
  return Object.entries(states).map(([line, where]) => `${line}  (${where.join(', ')})`);
}

function details(page, seen, missed) {
  const { narrow, double, speed } = seen;
  const failed = (speed?.failed ?? []).filter(({ category }) => counts(page, category));
  const groups = {
    at: missed.length ? [page.path] : [],
    axe: byState(seen.axe),
    keys: seen.keyboard.wrong,
    '320px': [...narrow.out.map((e) => `sticks out: ${e}`), ...narrow.cut.map((e) => `cut: ${e}`)],
    '200%': [...double.out.map((e) => `sticks out: ${e}`), ...double.cut.map((e) => `cut: ${e}`)],
    console: [...new Set(seen.errors)],
    speed: failed.map(({ text }) => text),
  };
  return Object.entries(groups).flatMap(([name, lines]) => {
    const more = lines.length > SHOWN ? [`and ${lines.length - SHOWN} more`] : [];
    return [...lines.slice(0, SHOWN), ...more].map((text) => `    ${name}  ${text}`);
  });
}

function round(value, digits = 0) {
  return Number(value.toFixed(digits));
}
