import { expectAccessible } from '../house/axe.ts';
import { withCheckDigit } from '../house/people.ts';
import { granted, Till } from '../house/shop.ts';
import { expect, test } from '../house/test.ts';

test('a code scanned before the amount is enough, and an answer that is lost is seen before anything is charged again', async ({ open, javaScriptEnabled }) => {
  const till = await Till.open(open, 'cs-01');
  const wallet = await granted(open, withCheckDigit(`11010218${80 + (process.pid % 20)}0914083`), '50');
  const see = async (what: string): Promise<void> => {
    if (javaScriptEnabled) await expectAccessible(till.page, what);
  };

  // The scanner's Enter comes before the amount: it shows what applies, and the same scan is then charged.
  expect(await till.charge(await wallet.code(), {})).toBe(200);
  await expect(till.main()).toContainText(till.t('till', 'applies', { fen: '50.00' }));
  await expect(till.main()).toContainText(till.t('till', 'scan-held'));
  await see('till, scanned before the amount');
  // So is one that stood beside a mistake.
  expect(await till.pay({ food: '5.001' })).toBe(422);
  await expect(till.main()).toContainText(till.t('till', 'yuan-wrong'));
  expect(await till.pay({ food: '5' })).toBe(303);
  await expect(till.heading(till.t('till', 'paid', { fen: '5.00' }))).toBeVisible();

  // The purchase arrives, its answer does not; the page is still there, and the phone shows another code by now.
  await till.page.goto('/till');
  await expect(till.main()).toContainText(till.like('till', 'last-paid', { fen: '5.00' }));
  const key = (await till.page.locator('input[name="key"]').getAttribute('value')) ?? '';
  const form = { key, scanned: await wallet.code(), 'fen-food': '12.50' };
  expect((await till.page.request.post('/till', { form, maxRedirects: 0 })).status()).toBe(303);
  expect(await till.charge(await wallet.code(), { food: '12.50' })).toBe(303);
  await expect(till.heading(till.t('till', 'paid', { fen: '12.50' }))).toBeVisible();
  await expect(till.main()).toContainText(till.t('till', 'outcome-before'));
  await see('till, what became of the try before');
  await wallet.expectBalance('32.50');

  // Opened anew, the till shows its last try; charged all the same, it asks first.
  await till.page.goto('/till');
  await expect(till.main()).toContainText(till.like('till', 'last-paid', { fen: '12.50' }));
  expect(await till.charge(await wallet.code(), { food: '12.50' })).toBe(422);
  await expect(till.main()).toContainText(till.like('till', 'just-paid', { fen: '12.50' }));
  await see('till, asking whether it is another purchase');
  await wallet.expectBalance('32.50');
  await till.main().getByLabel(till.t('till', 'another'), { exact: true }).check();
  expect(await till.pay({})).toBe(303);
  await expect(till.heading(till.t('till', 'paid', { fen: '12.50' }))).toBeVisible();
  await wallet.expectBalance('20.00');
});
