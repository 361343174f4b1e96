import { expectAccessible } from '../house/axe.ts';
import { signIn, STEWARD } from '../house/hall.ts';
import { withCheckDigit } from '../house/people.ts';
import { Resident } from '../house/resident.ts';
import { granted, Till } from '../house/shop.ts';
import { expect, test } from '../house/test.ts';

test('a store without a connection goes on, keeps what it took through a kill, and settles it', async ({ open, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, 'this page needs scripts, and says so');
  test.setTimeout(180_000);
  const year = 80 + (process.pid % 20);
  const document = (order: number): string => withCheckDigit(`11010218${year}0704${String(order).padStart(3, '0')}`);
  const till = await Till.open(open, 'cs-01');
  const [ann, bob] = [await granted(open, document(71), '50'), await granted(open, document(73), '20')];
  let { page } = till;
  await page.goto('/till');
  await expect(page.locator('html')).toHaveAttribute('data-till', 'ready');
  await expect.poll(() => page.evaluate(async () => Boolean(await caches.match('/till/offline')))).toBe(true);
  await page.goto('/till/offline');
  await expect(page.locator('html')).toHaveAttribute('data-till', 'ready');
  await expectAccessible(page, 'till without a connection');

  await page.context().setOffline(true);
  const said = (name: string) => page.locator(`[data-say="${name}"]`);
  const reopen = async (): Promise<void> => {
    await page.goto('/till');
    await expect(page.locator('form[data-offline]')).toBeVisible();
  };
  const take = async (code: string, yuan: string): Promise<void> => {
    await page.locator('#offline-food').fill(yuan);
    await page.locator('#scanned').fill(code);
    await page.locator('#scanned').press('Enter');
  };
  await reopen();
  const code = await ann.code();
  await take(code, '12.5');
  await expect(said('taken')).toBeVisible();
  await expect(said('taken')).toContainText('12.50');
  // A copied picture, an altered code, another QR, a mistyped amount, more than a person may spend: each has its reason.
  await take(code, '1');
  await expect(said('code-used')).toBeVisible();
  const fresh = await ann.code();
  await take(`${fresh.slice(0, 60)}${fresh[60] === 'A' ? 'B' : 'A'}${fresh.slice(61)}`, '1');
  await expect(page.locator('[data-say]:visible')).toHaveAttribute('data-say', /^code-(altered|bad|district)$/);
  await take('HTTPS://EXAMPLE.INVALID/', '1');
  await expect(said('code-bad')).toBeVisible();
  // A card's first two bytes say what it is: without its PIN being checked it is worth nothing.
  await take('Z50', '1');
  await expect(said('no-cards')).toBeVisible();
  await take(fresh, '1.234');
  await expect(said('yuan-wrong')).toBeVisible();
  await take(await ann.code(), '18');
  await expect(said('over-person')).toContainText('17.50');
  await take(await bob.code(), '15');
  await expect(said('taken')).toBeVisible();
  await expect(page.locator('[data-waiting]')).toHaveText('2');

  // A picture of a code is worthless in the thirty-first second.
  const copied = await bob.code();
  await page.evaluate(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + 31_000;
  });
  await take(copied, '1');
  await expect(said('code-old')).toBeVisible();

  // What lies on the device is sealed: neither codes nor amounts can be read there.
  const lying = await page.evaluate(async () => {
    const base = await new Promise<IDBDatabase>((done) => {
      const asked = indexedDB.open('till');
      asked.onsuccess = () => done(asked.result);
    });
    const all = await new Promise<{ data: ArrayBuffer }[]>((done) => {
      const asked = base.transaction('queue').objectStore('queue').getAll();
      asked.onsuccess = () => done(asked.result as { data: ArrayBuffer }[]);
    });
    base.close();
    return all.map((one) => new TextDecoder('latin1').decode(one.data)).join('\n');
  });
  expect(lying).not.toContain('food');
  expect(lying).not.toContain(code);

  // The page begins anew, then it is killed beside another: nothing is forgotten, and a code that was taken is still known.
  await page.reload();
  const next = await page.context().newPage();
  await next.goto('/till');
  await page.close();
  page = next;
  await reopen();
  await expect(page.locator('[data-waiting]')).toHaveText('2');
  await expect(page.locator('[data-waiting-fen]')).toHaveText('27.50');
  await take(code, '1');
  await expect(page.locator('[data-say]:visible')).toHaveAttribute('data-say', /^code-(used|old)$/);

  // Meanwhile Bob's money goes elsewhere: what the till took from him cannot be settled, and the department sees it.
  const other = await Till.open(open, 'cs-03');
  expect(await other.charge(await bob.code(), { food: '20' })).toBe(303);
  // The device is put out of use, and whoever sells is signed out: the till says so, and keeps what waits.
  const steward = new Resident(await open('staff', '/steward/tills'));
  await signIn(steward.page, STEWARD);
  await steward.main().getByRole('button', { name: steward.like('till', 'tills-block') }).first().click();
  await expect(steward.main()).toContainText(steward.t('till', 'tills-blocked'));
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await page.context().setOffline(false);
  await page.locator('[data-settle]').click();
  await expect(said('sign-in')).toBeVisible();
  await expect(page.locator('[data-waiting]')).toHaveText('2');
  await page.context().addCookies(cookies);
  // It takes nothing more; what it took before is settled, each with its reason where it is not.
  await page.goto('/till');
  await expect(page.getByRole('heading', { name: till.t('till', 'out-of-use'), level: 1 })).toBeVisible();
  await expect(said('settled-conflicts')).toBeVisible();
  await expect(page.locator('[data-conflicts] > li')).toContainText(till.t('till', 'nothing-left'));
  await expectAccessible(page, 'till out of use');
  await expect(page.locator('[data-if-waiting]')).toBeHidden();
  await ann.expectBalance('37.50');
  await bob.expectBalance('0.00');
  await steward.page.goto('/steward/vouchers');
  const conflict = steward.main().locator('section[aria-labelledby="conflicts"] li.card');
  await expect(conflict).toHaveCount(1);
  await expect(conflict).toContainText('15.00');
  // Why, and the risk with its bound. The vouchers are asked again, still have nothing, and the department bears it.
  await expect(conflict).toContainText(steward.like('grants', 'why-not-paid'));
  await expect(steward.main().getByRole('heading', { name: steward.t('grants', 'ceilings'), exact: true })).toBeVisible();
  await conflict.getByRole('button', { name: steward.t('grants', 'retry'), exact: true }).click();
  await expect(conflict).toContainText(steward.t('grants', 'retry-not-paid', { fen: '0.00' }));
  await conflict.getByRole('button', { name: steward.t('grants', 'bear'), exact: true }).click();
  await expect(conflict).toHaveCount(0);
});
