import { chromium as browsers, type Browser, type Page } from '@playwright/test';
import { TOMORROW } from '../house/clock.ts';
import { Kiosk } from '../house/hall.ts';
import type { House } from '../house/house.ts';
import { enrolledKiosk, Printer } from '../house/printer.ts';
import { SCREENS, expect, test, type OpenScreen } from '../house/test.ts';
import { pattern, words } from '../house/words.ts';
import { chromium } from '../playwright.config.ts';

const t = (key: string): string => words('zh', 'printing', key);

/**
 * A browser to which this house is a site of the internet, as a real door is: it keeps the house's pages from 127.0.0.1, where the
 * kiosk's bridge listens, until it is told otherwise. `permissions` does here what the policy LoopbackNetworkAllowedForUrls of
 * server/bridge/deploy/policies.json does on a kiosk.
 */
async function afar(house: House, permissions: string[], act: (open: OpenScreen) => Promise<void>): Promise<void> {
  const { host } = new URL(house.url);
  const browser: Browser = await browsers.launch({ ...chromium, args: [...chromium.args, `--ip-address-space-overrides=${host}=public`] });
  try {
    await act(async (screen, path) => {
      const context = await browser.newContext({ baseURL: house.url, ...SCREENS[screen], locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
      await context.grantPermissions(permissions, { origin: house.url });
      const page = await context.newPage();
      await page.goto(path);
      return page;
    });
  } finally {
    await browser.close();
  }
}

/** An enrolled kiosk in such a browser, with its printer. */
async function kioskAfar(house: House, permissions: string[], act: (kiosk: Kiosk, printer: Printer, open: OpenScreen) => Promise<void>): Promise<void> {
  const printer = await Printer.open(house.url);
  try {
    await house.restartAt(`${TOMORROW} 09:50`, { settings: { YIMEN_BRIDGE_URL: printer.url } });
    await afar(house, permissions, async (open) => act(new Kiosk(await enrolledKiosk(open, printer, 'hy')), printer, open));
  } finally {
    await printer.close();
  }
}

async function takeNumber(kiosk: Kiosk): Promise<string> {
  await kiosk.page.goto('/kiosk/hy/walk-in');
  await kiosk.takeNumber('XC-HY-05', words('zh', 'walk_in', 'ordinary'));
  return kiosk.number();
}

/** What the browser says of a request that it did not let through. */
function blocked(page: Page): Promise<unknown> {
  return page.waitForEvent('console', (message) => /loopback|local network/i.test(message.text()));
}

test('a browser that keeps pages from the bridge: the page says so, nothing is printed, and phone and screen still do', { tag: '@scripts' }, async ({ house }) => {
  test.setTimeout(180_000);
  await kioskAfar(house, [], async (kiosk, printer, open) => {
    const main = kiosk.page.getByRole('main');
    const board = (await open('board', '/board/hy')).getByRole('main');
    for (const choice of ['phone', 'screen']) {
      const refused = blocked(kiosk.page);
      const number = await takeNumber(kiosk);
      await refused;
      await expect(main.getByText(t('failed-title'))).toBeVisible();
      await expect(main.getByText(pattern('zh', 'printing', 'silent'))).toBeVisible();
      await expect(main.getByText(t('not-yet'))).toBeVisible();
      await expect(board).not.toContainText(number);
      await main.getByRole('button', { name: t(choice) }).tap();
      await expect(kiosk.page.getByText(t('failed-title'))).toBeHidden();
      await expect(board).toContainText(number);
    }
    expect(await printer.slips()).toEqual([]);
    // Nor does it speak, and it says so instead of being silent.
    const read = kiosk.page.getByRole('button', { name: pattern('zh', 'common', 'read-aloud') });
    await read.tap();
    await expect(read.getByText(words('zh', 'kiosk_shell', 'speak-silent'))).toBeVisible();
  });
});

test('the same browser prints once it is allowed to reach this machine', { tag: '@scripts' }, async ({ house }) => {
  test.setTimeout(180_000);
  await kioskAfar(house, ['local-network-access'], async (kiosk, printer) => {
    const number = await takeNumber(kiosk);
    await expect(kiosk.page.getByRole('main')).toContainText(t('done'));
    await expect(kiosk.page).toHaveURL(/printed=yes$/);
    const slips = await printer.slips();
    expect(slips).toHaveLength(1);
    expect(slips[0]).toContain(number);
  });
});
