import { test as base, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { START } from './clock.ts';
import { House } from './house.ts';
import { Registry } from './registry.ts';
import type { Lang } from './words.ts';

/** The screens of the house besides the visitor's own. Each is a browser of its own: no cookie is shared. */
export const SCREENS = {
  phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
  kiosk: { viewport: { width: 1080, height: 1920 }, hasTouch: true },
  board: { viewport: { width: 1920, height: 1080 } },
  staff: { viewport: { width: 1280, height: 900 } },
} satisfies Record<string, BrowserContextOptions>;

export type Screen = keyof typeof SCREENS;
export type OpenScreen = (screen: Screen, path: string, lang?: Lang) => Promise<Page>;

interface Fixtures {
  /** A house of the test's own, at Tuesday 10:00 in Beijing. */
  house: House;
  registry: Registry;
  /** Opens a page on another screen. */
  open: OpenScreen;
  /** Scripts that the policy stopped, and what broke in a page: none is allowed. */
  complaints: string[];
}

export const test = base.extend<Fixtures>({
  house: async ({}, use, info) => {
    const house = await House.open(START);
    await use(house);
    await house.close();
    if (info.status !== info.expectedStatus) await info.attach('log', { body: house.log, contentType: 'text/plain' });
  },
  registry: async ({ house }, use) => use(new Registry(house.departments)),
  baseURL: async ({ house }, use) => use(house.url),
  complaints: [
    async ({}, use) => {
      const complaints: string[] = [];
      await use(complaints);
      base.expect(complaints, 'content security policy and errors in pages').toEqual([]);
    },
    { auto: true },
  ],
  context: async ({ context, complaints }, use) => {
    listen(context, complaints);
    await use(context);
  },
  open: async ({ browser, baseURL, javaScriptEnabled, complaints }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (screen, path, lang = 'zh') => {
      const context = await another(browser, screen, lang, { baseURL, javaScriptEnabled });
      contexts.push(context);
      listen(context, complaints);
      const page = await context.newPage();
      await page.goto(path);
      return page;
    });
    for (const context of contexts) await context.close();
  },
});

export { expect } from '@playwright/test';

async function another(browser: Browser, screen: Screen, lang: Lang, options: BrowserContextOptions): Promise<BrowserContext> {
  const locale = lang === 'zh' ? 'zh-CN' : 'en-GB';
  return browser.newContext({ ...options, ...SCREENS[screen], locale, timezoneId: 'Asia/Shanghai' });
}

function listen(context: BrowserContext, complaints: string[]): void {
  context.on('console', (message) => {
    if (/Content.Security.Policy|Refused to|panicked/.test(message.text())) complaints.push(message.text());
  });
  context.on('weberror', (wrong) => {
    // A busy browser may give up the fade between two pages; that breaks nothing.
    if (!wrong.error().message.startsWith('Transition was aborted')) complaints.push(wrong.error().message);
  });
}

export interface Look {
  lang?: Lang;
  print?: 'normal' | 'large' | 'larger';
  contrast?: 'plain' | 'high';
}

/** Shows pages to this browser in this way, as if its buttons had been pressed (that they do is `comfort.spec.ts`). */
export async function look(page: Page, { lang = 'zh', print = 'normal', contrast = 'plain' }: Look, url: string): Promise<void> {
  await page.context().addCookies([{ name: 'view', value: `${lang}.${print}.${contrast}`, url, httpOnly: true }]);
}

/** Waits until the page's islands are awake; at once where scripts are off. */
export async function awake(page: Page, scripts: boolean | undefined): Promise<void> {
  if (scripts === false || (await page.locator('leptos-island').count()) === 0) return;
  await page.locator('html[data-ready="yes"]').waitFor();
}
