// Walk through a page with the Tab key, as somebody without a mouse does.
const MOST = 400;

/** Every stop must be reached, show a ring, and not be covered. Returns counts and what is wrong. */
export async function keyboard({ page }) {
  const total = await page.evaluate(prepare);
  const wrong = [];
  let stops = 0;
  for (let presses = 0; presses < MOST; presses += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(look);
    if (!stop || stop.again) break;
    if (stop.inside) continue;
    stops += 1;
    if (!stop.ring) wrong.push(`no ring: ${stop.name}`);
    if (stop.covered) wrong.push(`covered: ${stop.name}`);
  }
  const missed = await page.evaluate(unreached);
  return { total, stops, wrong: [...wrong, ...missed.map((name) => `not reached: ${name}`)] };
}

function prepare() {
  const can = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
  const groups = new Set();
  const first = (e) => {
    if (e.type !== 'radio') return true;
    // Tab stops once in a group of radio buttons: at the chosen one, or at the first.
    const group = [...document.getElementsByName(e.name)].filter((o) => o.form === e.form);
    if ((group.find((o) => o.checked) ?? e) !== e || groups.has(group[0])) return false;
    return groups.add(group[0]);
  };
  const closed = (e) => e.localName !== 'summary' && e.closest('details:not([open])');
  const stops = [...document.querySelectorAll(can)].filter((e) =>
    !e.disabled && e.tabIndex >= 0 && e.checkVisibility({ visibilityProperty: true }) && !closed(e) && first(e));
  window.__stops = new Set(stops);
  window.__seen = new Set();
  // A page may have put the focus somewhere; a short-lived first element takes it to the top.
  const top = document.createElement('span');
  top.tabIndex = -1;
  document.body.prepend(top);
  top.focus();
  top.remove();
  window.scrollTo(0, 0);
  return stops.length;
}

async function look() {
  await new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); }); // let the scroll land
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  // A date field has several stops of its own; more than that is a trap.
  const { last, times } = window.__at ?? {};
  window.__at = { last: e, times: last === e ? times + 1 : 1 };
  if (last === e && times < 6) return { inside: true };
  if (window.__seen.has(e)) return { again: true };
  window.__seen.add(e);
  const labels = [...(e.labels ?? [])];
  const isTick = e.matches('input[type=radio], input[type=checkbox]');
  const holders = isTick ? [e, ...labels, e.nextElementSibling].filter(Boolean) : [e];
  const ring = holders.some((holder) => [null, '::after', '::before'].some((part) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(holder, part);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
  }));
  const [box] = e.getClientRects(); // of a link that goes over two lines, the first
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
  const own = (x) => e.contains(x) || x.contains(e) || labels.some((label) => label.contains(x) || x.contains(label));
  const text = e.getAttribute('aria-label') || e.textContent.trim() || e.name || '';
  const name = `${e.localName} ${text.replace(/\s+/g, ' ').slice(0, 40)}`;
  return { name, ring, covered: Boolean(top) && !own(top) };
}

function unreached() {
  const left = [...window.__stops].filter((e) => !window.__seen.has(e) && e.isConnected);
  return left.slice(0, 4).map((e) => `${e.localName} ${(e.getAttribute('aria-label') || e.textContent.trim() || e.name || '').slice(0, 40)}`);
}
