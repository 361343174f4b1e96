import type { Page } from '@playwright/test';
import { signIn, STEWARD } from '../house/hall.ts';
import { EnrolledKiosk } from '../house/kiosk.ts';
import { expect, test, type OpenScreen } from '../house/test.ts';
import { words } from '../house/words.ts';

const say = (key: string): string => words('zh', 'devices', key);
/** The day on which journeys happen, as the steward reads it. */
const DAY = '11月24日';

/** The first page, with nobody in front of it. */
async function alone(page: Page): Promise<void> {
  await page.goto('/kiosk/hy');
  await expect(page.getByRole('list', { name: words('zh', 'kiosk_shell', 'choices') })).toBeVisible();
}

/** What the steward is told of the machine, once it says this. */
async function told(open: OpenScreen, what: string): Promise<Page> {
  const steward = await open('staff', '/steward/devices');
  await signIn(steward, STEWARD);
  const text = async (): Promise<string> => {
    await steward.goto('/steward/devices');
    return steward.getByRole('main').innerText();
  };
  await expect.poll(text, { timeout: 30_000 }).toContain(what);
  return steward;
}

/** What the machine itself keeps of the proof. */
async function proof(page: Page): Promise<{ result: string; traces: string[]; plan: unknown }> {
  return page.evaluate(async () => {
    const base = await new Promise<IDBDatabase>((done) => {
      const asked = indexedDB.open('yimen-device');
      asked.onsuccess = () => done(asked.result);
    });
    const get = (name: string) =>
      new Promise<{ result: string; traces: string[] } | undefined>((done) => {
        const asked = base.transaction('keep').objectStore('keep').get(name);
        asked.onsuccess = () => done(asked.result);
      });
    const kept = { result: '', traces: [], ...(await get('wipe')), plan: await get('canary') };
    base.close();
    return kept;
  });
}

test('with nobody there a kiosk proves that it forgets, and the steward reads it', { tag: '@scripts' }, async ({ open }) => {
  test.setTimeout(120_000);
  const { page } = await EnrolledKiosk.open(open, '门口左边');
  await page.clock.install();
  await alone(page);
  // A new machine has no proof; after some minutes without a touch it makes one.
  await page.clock.runFor(400_000).catch(() => undefined);
  const steward = await told(open, say('wipe-ok'));
  await expect(steward.locator('dd').filter({ hasText: say('wipe-ok') })).toContainText(DAY);
  const kept = await proof(page);
  expect(kept).toMatchObject({ result: 'ok', traces: [] });
  expect(kept.plan, 'who was made up is forgotten too').toBeUndefined();
  await expect(page).toHaveURL(/\/kiosk\/hy$/);
});

test('what a kiosk did not forget is found, and stands out before the steward', { tag: '@scripts' }, async ({ open }) => {
  test.setTimeout(120_000);
  const { page } = await EnrolledKiosk.open(open, '门口右边');
  // A browser in which caches cannot be thrown away.
  await page.addInitScript(() => {
    CacheStorage.prototype.delete = () => Promise.resolve(false);
  });
  await alone(page);
  await page.evaluate(() => document.dispatchEvent(new Event('kiosk-canary')));
  const steward = await told(open, say('wipe-found'));
  const warning = steward.locator('.notice-warn', { hasText: say('wipe-found') });
  await expect(warning).toContainText(say('trace-cache'));
  expect(await proof(page)).toMatchObject({ result: 'found', traces: ['cache'] });
  expect(await steward.content(), 'never what was found').not.toMatch(/canary[0-9a-f]{8}/);
});
