// Pictures of a page for a person to look at.
import fs from 'node:fs';
import path from 'node:path';
import { DESK, PHONE } from './browser.mjs';

const SIZES = { 360: PHONE, 768: { width: 768, height: 1024 }, 1440: DESK };
const A4 = { width: 794, height: 1123 };

/** The page at three widths, dark, and as it would be printed; files are NAME-WHAT.png. */
export async function shoot(tab, base, entry, folder) {
  const { page } = tab;
  const take = async (what) => {
    await page.evaluate(picturesCome);
    await page.screenshot({ path: path.join(folder, `${entry.name}-${what}.png`), fullPage: true, animations: 'disabled' });
  };
  fs.mkdirSync(folder, { recursive: true });
  await tab.show(base, entry);
  await page.evaluate(layOutEverything);
  for (const [width, size] of Object.entries(SIZES)) {
    await page.setViewportSize(size);
    await take(width);
  }
  await page.setViewportSize(entry.phone ? PHONE : DESK);
  await page.emulateMedia({ colorScheme: 'dark' });
  await take('dark');
  await page.setViewportSize(A4);
  await page.emulateMedia({ colorScheme: 'light', media: 'print' });
  await take('print');
  await page.emulateMedia({ media: null, colorScheme: null });
}

/** A list is laid out as its rows come near, and a full page's picture comes near to none of them. */
function layOutEverything() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { content-visibility: visible !important }');
  document.adoptedStyleSheets.push(sheet);
  for (const image of document.images) image.loading = 'eager';
}

/** Another width or medium may ask for other pictures; those that nobody sees may stay away. */
function picturesCome() {
  const awaited = [...document.images].filter((image) => image.checkVisibility());
  return Promise.all(awaited.map((image) => image.decode().catch(() => {})));
}
