#!/usr/bin/env node
// Measure every page of pages.txt on a running site. bin/audit starts the site and calls this.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { STATES, Tab, start } from './browser.mjs';
import { axe, doubleText, fit, plan, withoutScript } from './checks.mjs';
import { keyboard } from './keyboard.mjs';
import { readPages, walk } from './pages.mjs';
import { shoot } from './shots.mjs';
import { budgetOf, misses, report } from './verdict.mjs';

const MISSED = 1;
const BROKEN = 2;

const LATER = 5000; // ms: a page that stands does the rest within them

/** Look at one page in every state, all states at once, and then measure its speed. */
async function look(entry, { base, tabs, port, speed, shots }) {
  const { light, dark, forced, narrow, nojs } = tabs;
  const seen = { axe: { light: [], dark: [], forced: [], narrow: [] }, inp: null };
  const show = (tab) => tab.show(base, entry);
  const plain = async (tab) => { await show(tab); seen.axe[tab.state] = await axe(tab); };
  const first = (async () => {
    const answer = await show(light);
    const headers = await answer.allHeaders();
    const end = new URL(light.page.url());
    seen.status = answer.status();
    const isThere = entry.answer ? end.pathname.endsWith(entry.answer) : end.pathname === entry.path.split('?')[0];
    seen.moved = isThere ? '' : end.pathname;
    seen.csp = headers['content-security-policy'];
    seen.plan = await plan(light);
    seen.noindex = /noindex/.test(seen.plan.robots + (headers['x-robots-tag'] ?? ''));
    seen.axe.light = await axe(light);
    seen.weight = { ...(light.first ?? light.weight) };
    if (entry.later) await countApart(light, seen);
    seen.keyboard = await keyboard(light);
    await doubleText(light);
    seen.double = await fit(light);
    await show(nojs);
    seen.nojs = await withoutScript(nojs, seen.plan);
  })();
  const second = (async () => {
    await plain(dark);
    await plain(forced);
    await plain(narrow);
    seen.narrow = await fit(narrow);
  })();
  await Promise.all([first, second]);
  seen.errors = Object.values(tabs).flatMap((tab) => tab.errors);
  if (shots) await shoot(light, base, entry, shots);
  if (speed) {
    // An address says nothing of a page that answers a form.
    const browser = light.context.browser();
    if (!entry.state.length) seen.speed = await speed.measure(browser, base, entry, port, budgetOf(entry));
    seen.inp = await speed.probe(light, base, entry);
  }
  return seen;
}

/** What a page fetches once it stands, from what it needed to stand. */
async function countApart(tab, seen) {
  await tab.page.waitForTimeout(LATER);
  await tab.page.waitForLoadState('networkidle');
  const { bytes, requests } = tab.weight;
  seen.weight = tab.first;
  seen.later = { bytes: bytes - tab.first.bytes, requests: requests - tab.first.requests };
}

/** Find the page, look at it and print its line; returns whether it is in order. */
async function judge(entry, site) {
  const began = Date.now();
  try {
    Object.assign(entry, await walk(site.browser, site.base, entry, site.people[entry.who]));
    const seen = await look(entry, site);
    const missed = misses(entry, seen);
    console.log(report(entry, seen, missed, (Date.now() - began) / 1000));
    return missed.length === 0;
  } catch (error) {
    console.log(`${entry.name.padEnd(18)}  MISS: ${error.message.split('\n')[0]}`);
    return false;
  }
}

/** The pages that were asked for, without those that cannot be looked at here; says which. */
function choose(options, people) {
  const entries = readPages(options.pages);
  const asked = entries.filter(({ name, path: at }) => `${name} ${at}`.includes(options.only ?? ''));
  if (!asked.length) throw new Error(`no page's name or address contains "${options.only}"`);
  return asked.filter((entry) => {
    const reason = !people[entry.who] ? `nobody is signed in as ${entry.who}`
      : options['read-only'] && entry.sends ? 'it would send a form' : '';
    if (reason) console.log(`${entry.name.padEnd(18)}  skipped: ${reason}`);
    return !reason;
  });
}

/** Cookies of each person as Playwright wants them; a visitor has none. */
function readPeople(file, base) {
  const people = { visitor: [] };
  const given = file ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
  for (const [who, cookies] of Object.entries(given)) {
    people[who] = Object.entries(cookies).map(([name, value]) => ({ name, value, url: base }));
  }
  return people;
}

async function main() {
  const { values: options } = parseArgs({
    options: {
      base: { type: 'string' },
      chromium: { type: 'string' },
      people: { type: 'string' },
      only: { type: 'string' },
      shots: { type: 'string' },
      pages: { type: 'string', default: path.join(import.meta.dirname, 'pages.txt') },
      quick: { type: 'boolean', default: false },
      'read-only': { type: 'boolean', default: false },
    },
  });
  const people = readPeople(options.people, options.base);
  const entries = choose(options, people);
  const began = Date.now();
  // The quick form is installed without Lighthouse.
  const speed = options.quick ? null : await import('./speed.mjs');
  const { browser, port } = await start(options.chromium);
  let good = 0;
  try {
    const tabs = {};
    for (const state of Object.keys(STATES)) tabs[state] = await Tab.open(browser, state);
    const site = { ...options, people, browser, port, tabs, speed };
    for (const entry of entries) good += await judge(entry, site);
  } finally {
    await browser.close();
  }
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(`${good} of ${entries.length} pages in order, ${seconds} s`);
  return good === entries.length ? 0 : MISSED;
}

try {
  process.exit(await main());
} catch (error) {
  console.error(`The audit could not run: ${error.message}`);
  process.exit(BROKEN);
}
