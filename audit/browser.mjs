// One Chromium, and one tab for each state in which a page is looked at.
import net from 'node:net';
import { chromium } from 'playwright-core';
import { fill, reveal } from './pages.mjs';

const SECONDS = 15;
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking',
  '--disable-component-update', '--disable-quic', '--disable-sync', '--hide-scrollbars',
];
// We keep workers out, so that every state loads its page afresh; this is Playwright's word of it.
const NO_WORKER = 'Service Worker registration blocked by Playwright';
export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1440, height: 900 };
const NARROW = { width: 320, height: 640 }; // 1280 px at 400 %

export const STATES = {
  light: {},
  dark: { colorScheme: 'dark' },
  forced: { forcedColors: 'active' },
  narrow: { viewport: NARROW },
  nojs: { javaScriptEnabled: false },
};

/** Start Chromium; `port` is where Lighthouse reaches it. */
export async function start(executablePath) {
  const port = await freePort();
  const args = [...FLAGS, `--remote-debugging-port=${port}`];
  return { port, browser: await chromium.launch({ executablePath, args }) };
}

/** Whether two addresses differ in no more than the key of a refused form. */
function samePage(one, other) {
  const plain = (address) => {
    const it = new URL(address);
    it.searchParams.delete('refused');
    return it.href;
  };
  return plain(one) === plain(other);
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** A tab in one state. It notes console errors, and what the pages weigh with an empty cache. */
export class Tab {
  static async open(browser, state) {
    const context = await browser.newContext({
      locale: 'en-AU', timezoneId: 'Australia/Sydney', serviceWorkers: 'block', ...STATES[state],
    });
    context.setDefaultTimeout(SECONDS * 1000);
    const tab = new Tab();
    Object.assign(tab, { state, context, page: await context.newPage(), errors: [] });
    tab.page.on('pageerror', (error) => tab.errors.push(`${state}: ${error.message}`));
    tab.page.on('console', (message) => tab.#hear(message));
    if (state === 'light') await tab.#weigh();
    return tab;
  }

  /** Open a page as its person and bring it into its state; returns the document's response. */
  async show(base, page) {
    this.errors.length = 0;
    this.expected = { url: base + page.path, status: page.status, answer: page.answer };
    await this.context.clearCookies();
    await this.context.addCookies(page.cookies);
    if (this.state !== 'narrow') await this.page.setViewportSize(page.phone ? PHONE : DESK);
    const answer = await this.page.goto(base + page.path, { waitUntil: 'load' });
    if (page.ready && this.state !== 'nojs') await this.page.waitForSelector(page.ready, { state: 'attached' });
    // A runner's page fetches for the days without signal once it stands: that is no part of standing.
    this.first = undefined;
    if (page.kind === 'runner' && !page.state.length && this.state === 'light') {
      await this.page.waitForLoadState('networkidle'); // half a second without a request
      this.first = { ...this.weight };
    }
    if (!page.state.length) return answer;
    const answers = page.state.filter(({ value }) => value !== undefined);
    const button = page.state.find(({ value }) => value === undefined);
    for (const { selector, value } of answers) await fill(this.page.locator(selector).first(), value);
    const pressed = this.page.locator(button.selector).first();
    await reveal(pressed);
    // The answer to a form may lead on to a page that can be fetched again: that one counts.
    const isPage = (it) => it.request().isNavigationRequest() && (it.status() < 300 || it.status() > 399);
    const [refused] = await Promise.all([
      this.page.waitForResponse(isPage),
      this.page.waitForEvent('load'),
      pressed.click({ noWaitAfter: true }),
    ]);
    return refused;
  }

  #hear(message) {
    if (!['error', 'warning'].includes(message.type())) return;
    if (message.text() === NO_WORKER) return;
    // A page that is meant to answer 404 or 422 is announced as an error by the browser itself.
    const { url, status, answer } = this.expected;
    // What a script throws aside has no address of its own: then it is the page that speaks.
    const from = message.location().url || this.page.url();
    const here = samePage(from, url) || (answer && new URL(from).pathname.endsWith(answer));
    const own = here && message.text().includes(`status of ${status}`);
    if (!own || status < 400) this.errors.push(`${this.state}: ${message.text().slice(0, 200)}`);
  }

  async #weigh() {
    const line = await this.context.newCDPSession(this.page);
    let kinds = new Map();
    let shown = new Set();
    await line.send('Network.enable');
    await line.send('Network.setCacheDisabled', { cacheDisabled: true });
    const { frameTree } = await line.send('Page.getFrameTree');
    line.on('Network.requestWillBeSent', ({ requestId, loaderId, frameId, request, type }) => {
      if (requestId === loaderId && frameId === frameTree.frame.id) { // a page: from here on, what it loads counts
        shown = new Set();
        kinds = new Map();
        this.weight = { bytes: 0, script: 0, requests: 0 };
      }
      if (requestId === loaderId) shown.add(loaderId); // it, and each page that it frames
      if (!shown.has(loaderId) || !request.url.startsWith('http')) return;
      kinds.set(requestId, type);
      this.weight.requests += 1;
    });
    line.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (!kinds.has(requestId)) return;
      this.weight.bytes += encodedDataLength;
      if (kinds.get(requestId) === 'Script') this.weight.script += encodedDataLength;
    });
  }
}
