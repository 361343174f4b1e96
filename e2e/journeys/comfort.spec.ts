import type { Page } from '@playwright/test';
import { Resident } from '../house/resident.ts';
import { expect, test } from '../house/test.ts';
import { serviceName } from '../house/words.ts';

async function printSize(page: Page): Promise<number> {
  return page.getByRole('main').evaluate((main) => parseFloat(getComputedStyle(main).fontSize));
}

test('the language stays from page to page, without a login', { tag: '@kiosk' }, async ({ page }) => {
  const zh = new Resident(page, 'zh');
  const en = new Resident(page, 'en');
  await page.goto('/services/xc-hy-01');
  await expect(zh.heading(serviceName('zh', 'XC-HY-01'))).toBeVisible();
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page).toHaveURL(/\/services\/xc-hy-01$/);
  await expect(en.heading(serviceName('en', 'XC-HY-01'))).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', /^en/);
  await page.goto('/');
  await expect(en.heading(en.t('home', 'title'))).toBeVisible();
  await page.getByRole('button', { name: '中文' }).click();
  await expect(zh.heading(zh.t('home', 'title'))).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', /^zh/);
});

test('print grows twice and stays', { tag: '@kiosk' }, async ({ page }) => {
  const resident = new Resident(page);
  await page.goto('/');
  const normal = await printSize(page);
  await resident.button('common', 'print-large').click();
  await expect.poll(() => printSize(page)).toBeGreaterThan(normal);
  const large = await printSize(page);
  await resident.button('common', 'print-larger').click();
  await expect.poll(() => printSize(page)).toBeGreaterThan(large);
  const larger = await printSize(page);
  await page.goto('/services/xc-hy-01');
  expect(await printSize(page)).toBe(larger);
  await resident.button('common', 'print-normal').click();
  await expect.poll(() => printSize(page)).toBe(normal);
});

test('high contrast stays', async ({ page }) => {
  const resident = new Resident(page);
  await page.goto('/');
  await resident.button('common', 'contrast-high').click();
  await expect(page.locator('html')).toHaveAttribute('data-contrast', 'high');
  await page.goto('/find');
  await expect(page.locator('html')).toHaveAttribute('data-contrast', 'high');
  await resident.button('common', 'contrast-plain').click();
  await expect(page.locator('html')).toHaveAttribute('data-contrast', 'plain');
});

test('a search is still there after the language was changed', async ({ page }) => {
  await page.goto('/services?q=%E9%A2%86%E8%AF%81');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('searchbox')).toHaveValue('领证');
});

test('no page is wider than a phone, even in the largest print', async ({ page, house }) => {
  await page.context().addCookies([{ name: 'view', value: 'en.larger.plain', url: house.url }]);
  for (const path of ['/', '/services', '/services/xc-hy-01', '/book/xc-hy-01', '/book/xc-hy-01/hy', '/book/xc-hy-01/hy/2026-11-25', '/find']) {
    await page.goto(path);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over, path).toBeLessThanOrEqual(0);
  }
});

test('a page is read aloud where the browser has a voice for it', { tag: '@scripts' }, async ({ page }) => {
  const resident = new Resident(page);
  await page.goto('/services/xc-hy-01');
  const voices = await page.evaluate(() => speechSynthesis.getVoices().filter((voice) => voice.lang.startsWith('zh')).length);
  await expect(resident.button('common', 'read-aloud')).toHaveCount(voices > 0 ? 1 : 0);
});
