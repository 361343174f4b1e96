import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './axe.ts';
import { words, type Lang } from './words.ts';

/** Pixels of a millimetre on a panel of 1080×1920 with so many inches from corner to corner. */
export const mm = (inches: number): number => Math.hypot(1080, 1920) / (inches * 25.4);
/** Two panels: the one of most halls, and a small one, on which everything is larger in pixels. */
export const PANELS = [32, 24] as const;
/** What a finger needs. */
const TARGET_MM = 20;
/** What eyes without glasses need. */
const WORDS_MM = 7;

interface Box {
  what: string;
  top: number;
  width: number;
  height: number;
}

/** Everything that can be pressed on the page as it stands: a box or circle together with its label. */
async function targets(page: Page): Promise<Box[]> {
  return page.evaluate(() => {
    const found: Box[] = [];
    // In the low layout the page moves within its lower half: what has moved out of it is not seen there.
    const main = document.querySelector('main');
    const edge = document.body.hasAttribute('data-low') && main ? main.getBoundingClientRect().top : -Infinity;
    for (const element of document.querySelectorAll<HTMLElement>('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
      const shown = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
      if (!shown || element.classList.contains('skip')) continue;
      const boxes = [element.getBoundingClientRect()];
      const label = element instanceof HTMLInputElement && ['radio', 'checkbox'].includes(element.type) ? element.labels?.[0] : undefined;
      if (label) boxes.push(label.getBoundingClientRect());
      const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
      const seenFrom = main?.contains(element) ? Math.max(top, edge) : top;
      const [right, bottom] = [Math.max(...boxes.map((box) => box.right)), Math.max(...boxes.map((box) => box.bottom))];
      found.push({ what: element.outerHTML.slice(0, 120), top: seenFrom, width: right - left, height: bottom - top });
    }
    return found;
  });
}

/** Words on the page as it stands that are smaller than so many pixels. */
async function smallWords(page: Page, least: number): Promise<string[]> {
  return page.evaluate((pixels) => {
    const small: string[] = [];
    const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let words = all.nextNode(); words; words = all.nextNode()) {
      const around = words.parentElement;
      if (!around || !words.textContent?.trim() || around.closest('svg, script, noscript, .visually-hidden, .skip')) continue;
      if (!around.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const size = parseFloat(getComputedStyle(around).fontSize);
      if (size < pixels) small.push(`${size}px: ${words.textContent.trim().slice(0, 60)}`);
    }
    return small;
  }, least);
}

/** Sets the panel's size, as an enrolled machine's page does. */
async function onPanel(page: Page, inches: number): Promise<void> {
  await page.evaluate((size) => (document.body.dataset['inch'] = String(size)), inches);
}

/** On a panel of so many inches, as the page knows it, every target is 20 mm high and wide, and every word 7 mm tall. */
export async function expectLargeOn(page: Page, inches: number, what: string): Promise<void> {
  const least = TARGET_MM * mm(inches) - 0.5;
  const small = (await targets(page)).filter((box) => box.width < least || box.height < least);
  expect.soft(small, `${what}: smaller than ${TARGET_MM} mm on ${inches} inches`).toEqual([]);
  expect.soft(await smallWords(page, WORDS_MM * mm(inches) - 0.1), `${what}: words below ${WORDS_MM} mm on ${inches} inches`).toEqual([]);
}

/** The same on each panel. */
export async function expectLargeTargets(page: Page, what: string): Promise<void> {
  for (const inches of PANELS) {
    await onPanel(page, inches);
    await expectLargeOn(page, inches, what);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect.soft(over, `${what} is wider than ${inches} inches`).toBeLessThanOrEqual(0);
  }
  await onPanel(page, PANELS[0]);
}

/** Nothing that can be pressed stands in the upper half. */
export async function expectWithinReach(page: Page, what: string): Promise<void> {
  const half = (page.viewportSize()?.height ?? 0) / 2;
  const high = (await targets(page)).filter((box) => box.top < half - 0.5);
  expect.soft(high, `${what}: too high for who sits`).toEqual([]);
}

/** The page stands in the kiosk's frame: the end and a helper are a touch away, and nothing leads out of the machine. */
export async function expectFramed(page: Page, lang: Lang, what: string): Promise<void> {
  const t = (key: string): string => words(lang, 'kiosk_shell', key);
  await expect(page.locator('body'), what).toHaveAttribute('data-face', 'kiosk');
  const bar = page.getByRole('navigation', { name: t('bar'), exact: true });
  for (const key of ['start', 'finished']) {
    await expect(bar.getByRole('link', { name: t(key), exact: true }), `${what}: ${t(key)}`).toBeVisible();
  }
  await expect(bar.getByRole('button', { name: t('helper'), exact: true }), `${what}: ${t('helper')}`).toBeVisible();
  await expect(page.getByRole('contentinfo')).toHaveCount(0);
  const out = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('a[href]')].map((link) => link.href).filter((href) => !href.startsWith(location.origin) || /\.(pdf|ics)$|\/$/.test(href)),
  );
  expect.soft(out, `${what}: ways out of the machine`).toEqual([]);
}

/** All of it. */
export async function expectAtKiosk(page: Page, lang: Lang, what: string): Promise<void> {
  await expectFramed(page, lang, what);
  await expectLargeTargets(page, what);
  await expectAccessible(page, what);
}
