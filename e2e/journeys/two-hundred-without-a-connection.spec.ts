import type { Page } from '@playwright/test';
import { TODAY } from '../house/clock.ts';
import { withCheckDigit } from '../house/people.ts';
import { granted, saidByTill, Till } from '../house/shop.ts';
import { expect, test } from '../house/test.ts';

/** Takes each of these codes through the page's own form, as fast as the page saves them. */
async function takeAll(page: Page, codes: string[], yuan: string): Promise<void> {
  await page.evaluate(
    async ([codes, yuan]) => {
      const find = <E extends HTMLElement>(selector: string): E => document.querySelector<E>(selector)!;
      const [form, waiting] = [find<HTMLFormElement>('form[data-offline]'), find('[data-waiting]')];
      const [amount, scan] = [find<HTMLInputElement>('#offline-food'), find<HTMLInputElement>('#scanned')];
      for (const code of codes) {
        const before = waiting.textContent;
        const taken = new Promise<void>((done, failed) => {
          const watch = new MutationObserver(() => {
            const said = document.querySelector<HTMLElement>('[data-say]:not([hidden])')?.dataset['say'];
            if (waiting.textContent !== before) done();
            else if (said !== undefined && said !== 'taken') failed(new Error(said));
            else return;
            watch.disconnect();
          });
          watch.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
        });
        amount.value = yuan;
        scan.value = code;
        form.requestSubmit();
        await taken;
      }
    },
    [codes, yuan] as const,
  );
}

test('two hundred purchases of half an hour without a connection survive a reload, a kill and a lost answer, and all are settled or listed @scripts', async ({
  open,
  house,
}) => {
  const document = (order: number): string => withCheckDigit(`11010218${80 + (process.pid % 20)}1016${String(order).padStart(3, '0')}`);
  const till = await Till.open(open, 'cs-01');
  const [ann, bob] = [await granted(open, document(11), '20'), await granted(open, document(13), '20')];
  const nextCodes = async (each: number): Promise<string[]> => (await Promise.all([ann.codes(each), bob.codes(each)])).flat();
  let { page } = till;
  // A few at a time: a code is good for half a minute.
  const take = async (count: number): Promise<void> => {
    for (let left = count; left > 0; left -= 10) await takeAll(page, await nextCodes(5), '0.20');
  };
  const ready = async (): Promise<void> => {
    await page.goto('/till');
    await expect(page.locator('html')).toHaveAttribute('data-till', 'ready');
  };
  /** The page is gone from one moment to the next; another takes its place. */
  const kill = async (): Promise<void> => {
    const next = await page.context().newPage();
    await page.close();
    page = next;
  };
  const expectWaiting = async (count: number): Promise<void> => expect(page.locator('[data-waiting]')).toHaveText(String(count));
  await ready();
  await expect.poll(() => page.evaluate(async () => Boolean(await caches.match('/till/offline')))).toBe(true);

  // The line is dead. A hundred are taken in the first minutes; the page begins anew in the middle of them.
  await page.context().setOffline(true);
  await ready();
  await take(50);
  await page.reload();
  await expectWaiting(50);
  await expect(page.locator('html')).toHaveAttribute('data-till', 'ready');
  await take(50);

  // Half an hour later, in a page that took the place of one that was killed: a hundred more.
  const before = house.ahead;
  await house.restartAt(`${TODAY} 10:30`);
  await page.context().addInitScript((shift) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + shift;
  }, house.ahead - before);
  await kill();
  await ready();
  await expectWaiting(100);
  await take(100);
  await expectWaiting(200);
  await expect(page.locator('[data-waiting-fen]')).toHaveText('40.00');

  // What Bob's code vouches for is used up.
  await page.locator('#offline-food').fill('0.20');
  await page.locator('#scanned').fill(await bob.code());
  await page.locator('#scanned').press('Enter');
  await expect(saidByTill(page, 'over-balance')).toBeVisible();
  // And half of it he spends elsewhere meanwhile.
  const other = await Till.open(open, 'cs-03');
  expect(await other.charge(await bob.code(), { food: '10' })).toBe(303);

  // The line is back, and the first answer is lost on its way: nothing that waits is forgotten.
  await page.context().addInitScript(() => {
    const ask = window.fetch.bind(window);
    let lost = false;
    window.fetch = async (...asked) => {
      const answer = await ask(...asked);
      if (lost || asked[0] !== '/till/settle') return answer;
      lost = true;
      throw new TypeError('the answer is lost');
    };
  });
  await kill();
  await page.context().setOffline(false);
  await ready();
  await expectWaiting(200);
  await page.locator('[data-settle]').click();
  const settled = till.t('till', 'say-settled-conflicts', { paid: '150', conflicts: '50' });
  await expect(saidByTill(page, 'settled-conflicts')).toHaveText(settled, { timeout: 60_000 });
  await expect(page.locator('[data-if-waiting]')).toBeHidden();
  const reasons = page.locator('[data-conflicts] > li');
  await expect(reasons).toHaveCount(50);
  await expect(reasons.first()).toContainText(till.t('till', 'nothing-left'));

  // Each is there once: paid, or among those of the store that were not settled, with its reason.
  await page.goto('/till/today');
  await expect(page.getByRole('main')).toContainText(till.t('till', 'state-conflict'));
  await expect(page.getByRole('main')).toContainText(till.t('till', 'nothing-left'));
  await page.goto(`/till/statement/${TODAY}`);
  await expect(page.getByRole('main').locator('dl')).toContainText('¥30.00');
  for (const holder of [ann, bob]) await holder.expectBalance('0.00');
});
