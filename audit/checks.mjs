// What is asked of a page that is open in a tab.
import fs from 'node:fs';
import { createRequire } from 'node:module';

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** axe's violations, one for each element. The tool's own script is not held by the CSP. */
export async function axe({ page }) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async (values) => {
    const options = { runOnly: { type: 'tag', values }, resultTypes: ['violations'] };
    const found = (await window.axe.run(document, options)).violations;
    return found.map(({ id, impact, nodes }) => ({ id, impact, at: nodes.map((n) => n.target) }));
  }, TAGS);
  return violations.flatMap(({ id, impact, at }) =>
    at.map((target) => `${id} (${impact}) ${target.flat().join(' ')}`));
}

/** The page's plan: headings, landmarks, the main action, and what its head says. */
export function plan({ page }) {
  return page.evaluate(() => ({
    h1: document.querySelectorAll('h1').length,
    main: document.querySelectorAll('main').length,
    primary: [...document.querySelectorAll('[data-primary]')].filter((e) => e.checkVisibility()).length,
    title: document.title.trim(),
    robots: document.querySelector('meta[name=robots]')?.content ?? '',
  }));
}

/** Without JavaScript: what is missing of heading, main part and main action. */
export async function withoutScript({ page }, { primary }) {
  const visible = (selector) => page.locator(selector).filter({ visible: true }).count();
  const wanted = { h1: 'h1', main: 'main' };
  wanted['main action'] = primary ? '[data-primary]' : 'main :is(a[href], button, input, summary, table, p)';
  const missing = [];
  for (const [name, selector] of Object.entries(wanted)) {
    if (!(await visible(selector))) missing.push(name);
  }
  return missing;
}

/** Text at twice its size: only the root's size changes, as a reader's setting would. */
export function doubleText({ page }) {
  return page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
}

/** What sticks out sideways (px, and by which elements) and what is cut off. */
export function fit({ page }) {
  return page.evaluate(() => {
    const name = (e) => `${e.localName}${[...e.classList].map((c) => `.${c}`).join('')} "${e.textContent.trim().replace(/\s+/g, ' ').slice(0, 30)}"`;
    const css = (e) => getComputedStyle(e);
    const root = document.documentElement;
    // What is positioned absolutely leaves a scrolling box that it is not positioned by.
    const holder = (e) => (css(e).position === 'absolute' ? e.offsetParent : e.parentElement);
    const scrolls = (e) => {
      const box = holder(e);
      return Boolean(box) && box !== root && (/auto|scroll/.test(css(box).overflowX) || scrolls(box));
    };
    const shown = [...document.body.querySelectorAll('*')].filter((e) => e.checkVisibility() && e.getClientRects().length);
    const wide = root.scrollWidth - root.clientWidth;
    // A long word sticks out of its block, which is itself no wider than the page.
    const right = (e) => e.getBoundingClientRect().left + Math.max(e.getBoundingClientRect().width, e.scrollWidth);
    const free = (e) => !e.ownerSVGElement && css(e).overflowX === 'visible' && !scrolls(e);
    const out = wide > 0 ? shown.filter((e) => right(e) > root.clientWidth + 1 && free(e)) : [];
    const hides = (value) => value === 'hidden' || value === 'clip';
    const cut = shown.filter((e) => {
      const { overflowX, overflowY } = css(e);
      if (e.clientWidth <= 1 || e.clientHeight <= 1 || !e.textContent.trim() || e.closest('svg, .vh')) return false;
      return (hides(overflowX) && e.scrollWidth > e.clientWidth + 1) || (hides(overflowY) && e.scrollHeight > e.clientHeight + 1);
    });
    const inner = out.filter((e) => !out.some((o) => o !== e && e.contains(o)));
    return { wide, out: inner.slice(0, 4).map(name), cut: cut.slice(0, 4).map(name) };
  });
}
