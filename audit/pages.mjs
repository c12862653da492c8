// The list of pages, and the walk to those whose address is not known beforehand.
import fs from 'node:fs';

export const KINDS = {
  public: { phone: true, indexed: true },
  drill: { phone: true, indexed: true },
  aside: { phone: true },
  runner: { phone: true, isPrivate: true },
  staff: { isPrivate: true },
};
const NUMBERS = ['status', 'kb', 'js', 'req', 'lcp', 'later'];
const WALK = ['go', 'seek', 'fill', 'send', 'add'];
const MOST_STEPS = 14;
const SECONDS = 15;

/** Read pages.txt; its head describes the format. Throws an Error that names the wrong line. */
export function readPages(file) {
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, i) => {
    const text = line.trim();
    if (!text || text.startsWith('#')) return [];
    try { return [readPage(text)]; } catch (e) { throw new Error(`${file}:${i + 1}: ${e.message}`); }
  });
}

function readPage(text) {
  const [head, ...parts] = text.split(/\s+\|\s+/);
  const [name, kind, who, path, more] = head.split(/\s+/);
  if (!path || more || !KINDS[kind]) throw new Error('expected: NAME KIND WHO PATH | WORD ...');
  const page = { name, kind, who, path, status: 200, walk: [], state: [], ...KINDS[kind] };
  for (const part of parts) {
    const [, word, rest] = part.match(/^(\w+)\s+(.+)$/) ?? [];
    if (WALK.includes(word)) page.walk.push({ word, ...target(rest) });
    else if (word === 'state') page.state.push(target(rest));
    else if (NUMBERS.includes(word)) page[word] = Number(rest);
    else if (['inp', 'answer', 'ready'].includes(word)) page[word] = rest;
    else throw new Error(`"${part}" is no step`);
  }
  page.sends = Boolean(page.state.length) || page.walk.some(({ word }) => word === 'send');
  return page;
}

function target(rest) {
  const [selector, value] = rest.split(/\s+=\s+/);
  return { selector, value };
}

/** Take a page's steps once, as its person. Returns the address and the cookies at the end. */
export async function walk(browser, base, page, cookies) {
  if (!page.walk.length) return { path: page.path, cookies };
  const context = await browser.newContext({ locale: 'en-AU' });
  try {
    await context.addCookies(cookies);
    context.setDefaultTimeout(SECONDS * 1000);
    const tab = await context.newPage();
    await tab.goto(base + page.path);
    for (const step of page.walk) await take(tab, step);
    const end = new URL(tab.url());
    return { path: end.pathname + end.search, cookies: await context.cookies() };
  } finally {
    await context.close();
  }
}

async function take(tab, { word, selector, value }) {
  if (word === 'add') {
    const here = new URL(tab.url());
    await tab.goto(here.origin + here.pathname + selector);
    return;
  }
  const found = tab.locator(selector).first();
  const follow = (link) => Promise.all([tab.waitForEvent('load'), link.click()]);
  if (word === 'seek') {
    for (let i = 0; i < MOST_STEPS && !(await found.count()); i += 1) {
      await follow(tab.locator(value).first());
    }
    return;
  }
  if (!(await found.count())) {
    throw new Error(`nothing on ${new URL(tab.url()).pathname} fits "${selector}"`);
  }
  await reveal(found);
  if (word === 'fill') await fill(found, value);
  else await follow(found);
}

/** Open the closed parts of a page in which something stands, as a person does before pressing it. */
export async function reveal(found) {
  for (const part of await found.locator('xpath=ancestor::details[not(@open)]').all()) {
    await part.locator('> summary').click();
  }
}

/** Answer one field; of a list, the first entry that contains the text. */
export async function fill(field, value) {
  const kind = await field.evaluate((e) => (e.tagName === 'SELECT' ? 'select' : e.type));
  if (kind === 'radio' || kind === 'checkbox') await field.check();
  else if (kind !== 'select') await field.fill(value);
  else {
    const entry = field.locator('option').filter({ hasText: value }).first();
    await field.selectOption(await entry.getAttribute('value'));
  }
}
