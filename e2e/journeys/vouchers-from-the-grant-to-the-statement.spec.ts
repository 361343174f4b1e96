import { readFile } from 'node:fs/promises';
import { Applicant, inNeed, photograph } from '../house/applicant.ts';
import { expectAccessible } from '../house/axe.ts';
import { Clerk } from '../house/clerk.ts';
import { DAY_AFTER, TODAY } from '../house/clock.ts';
import { CHARITY, COUNTER, signIn, STEWARD } from '../house/hall.ts';
import { withCheckDigit } from '../house/people.ts';
import { readQr } from '../house/qr.ts';
import type { Resident } from '../house/resident.ts';
import { reachWallet, Till, Wallet } from '../house/shop.ts';
import { expect, test } from '../house/test.ts';

test('applied for, granted, spent at two stores, given back in part, and on the statement', async ({ page, house, open, javaScriptEnabled }) => {
  test.setTimeout(180_000);
  const see = async (on: Resident, what: string): Promise<void> => {
    // With scripts off a page cannot be asked.
    if (javaScriptEnabled) await expectAccessible(on.page, what);
  };
  const resident = new Applicant(page);
  const id_no = withCheckDigit(`11010218${80 + (process.pid % 20)}0228041`);
  await resident.begin('XC-CS-01');
  await resident.walk({ ...inNeed(41), id_no, household_size: '2', pickup_mode: 'store', store_id: '110102018' });
  if (page.url().endsWith('/materials')) {
    await resident.handIn(await photograph(page));
    await resident.toCheck();
  }
  const path = await resident.send();
  const reference = await resident.reference();
  const clerk = new Clerk(house.departments, 'charity');
  await clerk.has(reference);
  await clerk.press(reference, 'accept');
  await clerk.press(reference, 'grant', { remark: '' });
  const toWallet = resident.main().getByRole('link', { name: resident.t('case_page', 'wallet'), exact: true });
  await expect(async () => {
    await page.goto(path);
    await expect(toWallet).toBeVisible({ timeout: 500 });
  }).toPass();
  await toWallet.click();
  await expect(page).toHaveURL(/\/wallet\/[\w-]+$/);
  const wallet = new Wallet(page, new URL(page.url()).pathname);
  await wallet.expectBalance('100.00');
  await expect(wallet.main()).toContainText(wallet.t('wallet', 'example'));
  await expect(wallet.main()).not.toContainText(id_no);
  await see(wallet, 'wallet');

  // The first store: a look takes nothing; then a part of it, paid at once.
  const first = await Till.open(open, 'cs-01');
  await see(first, 'till');
  await first.page.locator('#scanned').fill(await wallet.code());
  await first.press('till', 'look');
  await expect(first.main()).toContainText(first.t('till', 'applies', { fen: '100.00' }));
  await see(first, 'till, what applies');
  const code = await wallet.code();
  await see(wallet, 'code');
  expect(await first.charge(code, { food: '12.50' })).toBe(303);
  await expect(first.heading(first.t('till', 'paid', { fen: '12.50' }))).toBeVisible();
  await see(first, 'till, receipt');
  // The answer asked for again is the same, and nothing is charged twice.
  await first.page.goto(first.page.url());
  await expect(first.main()).toContainText(first.t('till', 'paid-left', { fen: '87.50' }));

  // A copied picture of the code, a code altered by a letter, a QR of something else, a mistyped amount.
  expect(await first.charge(code, { food: '1' })).toBe(422);
  await expect(first.main()).toContainText(first.t('till', 'code-used'));
  await expect(first.page.locator('#fen-food')).toHaveValue('1');
  await expect(first.page.locator('#scanned')).toHaveValue('');
  // The phone shows the same: by itself with scripts, else when it comes again.
  const phoneComesAgain = async (): Promise<void> => {
    if (!javaScriptEnabled) await page.goto(`${wallet.path}/code`);
  };
  await phoneComesAgain();
  const latest = wallet.main().locator('section[aria-labelledby="latest"]');
  await expect(latest).toContainText('¥12.50');
  await expect(latest).toContainText(wallet.t('wallet', 'state-paid'));
  await see(wallet, 'code, after a purchase');
  const fresh = await wallet.code();
  const at = Math.floor(fresh.length / 2);
  const altered = `${fresh.slice(0, at)}${fresh[at] === 'A' ? 'B' : 'A'}${fresh.slice(at + 1)}`;
  expect(await first.charge(altered, {})).toBe(422);
  await expect(first.page.locator('#scanned-error')).toBeVisible();
  expect(await first.charge('HTTPS://EXAMPLE.INVALID/', {})).toBe(422);
  await expect(first.main()).toContainText(first.t('till', 'code-bad'));
  expect(await first.charge(fresh, { food: '1.234' })).toBe(422);
  await expect(first.main()).toContainText(first.t('till', 'yuan-wrong'));
  await see(first, 'till, with a mistake');

  // The second store: above the limit the resident is asked on their phone. They say no.
  const second = await Till.open(open, 'cs-03');
  expect(await second.charge(await wallet.code(), { clothing: '60' })).toBe(303);
  await expect(second.heading(second.t('till', 'waiting'))).toBeVisible();
  await phoneComesAgain();
  await expect(wallet.main()).toContainText(wallet.t('wallet', 'waiting-title'));
  await see(wallet, 'a purchase that waits');
  await wallet.main().getByRole('button', { name: wallet.t('wallet', 'no'), exact: true }).click();
  await expect(wallet.heading(wallet.t('wallet', 'charge-title'))).toBeVisible();
  await expect(wallet.main()).toContainText(wallet.t('wallet', 'state-declined'));
  await wallet.expectBalance('87.50');

  // Two stores ask, and there is enough for one: yes to the first is paid; yes to the other comes to nothing, and the page says why.
  const codes = [await wallet.code(), await wallet.code()] as const;
  expect(await second.charge(codes[0], { clothing: '60' })).toBe(303);
  expect(await first.charge(codes[1], { food: '60' })).toBe(303);
  await page.goto(`${wallet.path}/code`);
  const yes = wallet.main().getByRole('button', { name: wallet.t('wallet', 'yes', { fen: '60.00' }), exact: true });
  await expect(yes).toHaveCount(2);
  await yes.first().click();
  await expect(wallet.main()).toContainText(wallet.t('wallet', 'state-paid'));
  await see(wallet, 'a purchase');
  await page.goto(`${wallet.path}/code`);
  await yes.click();
  await expect(wallet.main()).toContainText(wallet.t('wallet', 'state-short', { fen: '27.50' }));
  await see(wallet, 'a purchase that was not paid');
  await expect(second.heading(second.t('till', 'paid', { fen: '60.00' }))).toBeVisible();
  await wallet.expectBalance('27.50');

  // More than there is: refused with what would go, and nothing is taken.
  expect(await second.charge(await wallet.code(), { daily: '40' })).toBe(422);
  await expect(second.main()).toContainText('27.50');
  await wallet.expectBalance('27.50');

  // A part comes back.
  await first.page.goto('/till/today');
  const bought = first.main().locator('li.card').filter({ hasText: '12.50' });
  await bought.locator('summary').click();
  await bought.getByRole('button', { name: first.t('till', 'reverse'), exact: true }).click();
  await expect(first.main()).toContainText(first.t('till', 'reverse-why-wrong'));
  await see(first, 'today, with a mistake');
  await bought.locator('input[name^="fen-"]').fill('2.50');
  await bought.locator('input[name^="why-"]').fill('多扫了一件');
  await bought.getByRole('button', { name: first.t('till', 'reverse'), exact: true }).click();
  await expect(bought).toContainText(first.t('till', 'returned', { fen: '2.50' }));
  const number = await bought.locator('code').innerText();
  await wallet.expectBalance('30.00');
  await expect(wallet.main()).toContainText(wallet.t('wallet', 'came-back'));

  // The day: on the page, and in the file that is checked by others.
  await first.page.goto(`/till/statement/${TODAY}`);
  const due = first.main().locator('dl');
  for (const sum of ['¥12.50', '¥2.50', '¥10.00']) await expect(due).toContainText(sum);
  await see(first, 'statement');
  const download = first.page.waitForEvent('download');
  await first.main().getByRole('link', { name: first.t('till', 'statement-csv'), exact: true }).click();
  const csv = await readFile(await (await download).path(), 'utf8');
  expect(csv).toContain('spend');
  expect(csv).toContain('reverse');
  expect(csv).not.toContain(id_no);
  // Another store's day is not theirs to see.
  expect((await first.page.goto(`/steward/vouchers/cs-03/${TODAY}`))?.status()).toBe(403);

  // Two days later the store's own time is over: the steward finds the purchase by its number and gives another part back.
  await house.restartAt(`${DAY_AFTER} 10:00`);
  const steward = new Applicant(await open('staff', '/steward/vouchers'));
  await signIn(steward.page, STEWARD);
  const press = (file: string, key: string) => steward.main().getByRole('button', { name: steward.t(file, key), exact: true }).click();
  await steward.page.locator('#number').fill('0000-0000');
  await press('grants', 'look-up-find');
  await expect(steward.main()).toContainText(steward.t('grants', 'look-up-none'));
  await see(steward, 'vouchers, with a mistake');
  await steward.page.locator('#number').fill(number);
  await press('grants', 'look-up-find');
  await expect(steward.heading(steward.t('grants', 'charge-title', { number }))).toBeVisible();
  await expect(steward.main()).toContainText('多扫了一件');
  await press('till', 'reverse');
  await expect(steward.main()).toContainText(steward.t('till', 'reverse-why-wrong'));
  await steward.page.locator('#fen').fill('4');
  await steward.page.locator('#why').fill('买错了，商店已收回');
  await see(steward, 'a purchase, with a mistake');
  await press('till', 'reverse');
  const reversals = steward.main().locator('section[aria-labelledby="reversals"] li');
  await expect(reversals).toHaveCount(2);
  await expect(reversals.last()).toContainText('¥4.00');
  await expect(reversals.last()).toContainText(steward.t('grants', 'reversal-by-steward'));
  await wallet.expectBalance('34.00');
});

test('the charity department grants and takes back; a counter prints the card', async ({ open, javaScriptEnabled }) => {
  const see = async (on: Resident, what: string): Promise<void> => {
    if (javaScriptEnabled) await expectAccessible(on.page, what);
  };
  const document = withCheckDigit(`11010218${80 + (process.pid % 20)}0318071`);
  const charity = new Applicant(await open('staff', '/steward/vouchers'));
  await signIn(charity.page, CHARITY);
  await expect(charity.heading(charity.t('grants', 'title'))).toBeVisible();
  await expect(charity.main().getByRole('link', { name: charity.t('grants', 'to-tills'), exact: true })).toHaveCount(0);
  expect((await charity.page.goto('/steward'))?.status()).toBe(403);
  const press = (on: Resident, key: string) => on.main().getByRole('button', { name: on.t('grants', key), exact: true }).click();
  const grant = async (): Promise<void> => {
    await charity.page.goto('/steward/vouchers/grant');
    await charity.page.locator('#programme').selectOption('monthly');
    await charity.page.locator('#name').fill('样例寅');
    await charity.page.locator('#document').fill(document);
    await charity.page.locator('#household').fill('乙户');
    await press(charity, 'grant');
  };
  await grant();
  await expect(charity.main()).toContainText(charity.t('grants', 'granted'));
  // The same again waits for a second yes.
  await grant();
  await expect(charity.main()).toContainText(charity.t('grants', 'grant-look'));
  await expect(charity.main()).toContainText(charity.like('grants', 'warn-holds'));
  await see(charity, 'grant, looked at first');
  await press(charity, 'grant-all-the-same');
  await expect(charity.main()).toContainText(charity.t('grants', 'granted'));

  // A counter finds the person and prints the card; the books are not its own. The PIN prints on a sheet of its own.
  const find = async (on: Resident): Promise<void> => {
    await on.page.goto('/steward/vouchers/wallet');
    await on.page.locator('#document').fill(document);
    await press(on, 'wallet-find');
  };
  const counter = new Applicant(await open('staff', '/steward/vouchers/wallet'));
  await signIn(counter.page, COUNTER);
  expect((await counter.page.goto('/steward/vouchers'))?.status()).toBe(403);
  await find(counter);
  await expect(counter.main()).toContainText('¥100.00');
  await expect(counter.main().locator('section[aria-labelledby="held"]')).toHaveCount(0);
  await press(counter, 'card-make');
  const envelope = counter.main().locator('.voucher-pin');
  await expect(envelope).toBeVisible();
  if (javaScriptEnabled) {
    await counter.page.emulateMedia({ media: 'print' });
    expect(await envelope.evaluate((node) => getComputedStyle(node).breakBefore)).toBe('page');
  }

  // The second was a mistake: what is not spent goes back, with a reason.
  await find(charity);
  const held = charity.main().locator('section[aria-labelledby="held"] li.card');
  await expect(held).toHaveCount(2);
  await see(charity, 'a person');
  await held.last().locator('summary').click();
  await held.last().getByRole('button', { name: charity.t('grants', 'withdraw'), exact: true }).click();
  await expect(charity.main()).toContainText(charity.t('grants', 'withdraw-why-wrong'));
  await held.last().locator('input[name^="why-"]').fill('重复发放');
  await see(charity, 'a person, with a mistake');
  await held.last().getByRole('button', { name: charity.t('grants', 'withdraw'), exact: true }).click();
  await expect(charity.main()).toContainText('¥50.00');
  await expect(held.filter({ hasText: '重复发放' })).toHaveCount(1);
});

test('without a phone, with a relative, and when something is wrong', async ({ page, house, open, javaScriptEnabled }) => {
  test.setTimeout(180_000);
  const see = async (on: Resident, what: string): Promise<void> => {
    if (javaScriptEnabled) await expectAccessible(on.page, what);
  };
  // The steward grants to one, then looks at a list before granting to all on it.
  const steward = new Applicant(await open('staff', '/steward/vouchers'));
  await signIn(steward.page, STEWARD);
  await see(steward, 'vouchers');
  const year = 80 + (process.pid % 20);
  const document = (order: number): string => withCheckDigit(`11010218${year}0118${String(order).padStart(3, '0')}`);
  await steward.page.goto('/steward/vouchers/grant');
  await steward.main().getByRole('button', { name: steward.t('grants', 'grant'), exact: true }).click();
  for (const key of ['programme-wrong', 'name-wrong', 'document-wrong']) await expect(steward.main()).toContainText(steward.t('grants', key));
  await see(steward, 'grant, with mistakes');
  await steward.page.locator('#programme').selectOption('living');
  await steward.page.locator('#amount').fill('80');
  await steward.page.locator('#name').fill('样例庚');
  await steward.page.locator('#document').fill(document(51));
  await steward.main().getByRole('button', { name: steward.t('grants', 'grant'), exact: true }).click();
  await expect(steward.main()).toContainText(steward.t('grants', 'granted'));

  await steward.page.goto('/steward/vouchers/list');
  await steward.page.locator('#programme').selectOption('living');
  const phone = '13800138051';
  const list = [`样例辛,${document(61)},13800138000,甲户`, `样例壬,${document(63)},,甲户`, `样例辛,${document(61)},,`, `样例庚,${document(51)},${phone},`];
  await steward.page.locator('#people').fill(`${list.join('\n')}\n样例癸,123`);
  await steward.main().getByRole('button', { name: steward.t('grants', 'list-look'), exact: true }).click();
  await expect(steward.main()).toContainText(steward.t('grants', 'list-wrong', { n: '5' }));
  await expect(steward.page.locator('#people')).toHaveValue(new RegExp('样例癸'));
  await see(steward, 'list, with a mistake');
  await steward.page.locator('#people').fill(list.join('\n'));
  await steward.main().getByRole('button', { name: steward.t('grants', 'list-look'), exact: true }).click();
  const plan = steward.main().locator('section[aria-labelledby="plan"]');
  for (const said of [
    steward.t('grants', 'warn-household-list', { n: '1' }),
    steward.t('grants', 'warn-twice', { n: '1' }),
    steward.t('grants', 'warn-phone'),
  ]) {
    await expect(plan).toContainText(said);
  }
  await expect(plan).toContainText(steward.like('grants', 'warn-holds'));
  await expect(plan).not.toContainText(document(61));
  await see(steward, 'list, looked at');
  await plan.getByRole('button').click();
  await expect(steward.main()).toContainText(steward.t('grants', 'list-done', { n: '3' }));

  // No phone: a card with a PIN, printed at the counter, which pays at the till.
  await steward.page.goto('/steward/vouchers/wallet');
  await steward.page.locator('#document').fill(document(51));
  await steward.main().getByRole('button', { name: steward.t('grants', 'wallet-find'), exact: true }).click();
  await expect(steward.main()).toContainText('¥180.00');
  await steward.main().getByRole('button', { name: steward.t('grants', 'card-make'), exact: true }).click();
  await see(steward, 'a card');
  const card = await readQr(steward.main().locator('.voucher-card .qr'));
  const pin = await steward.main().locator('.voucher-pin .reference').innerText();
  const till = await Till.open(open, 'cs-01');
  expect(await till.charge(card, { food: '10' })).toBe(422);
  expect(await till.charge(card, {}, pin === '135790' ? '246801' : '135790')).toBe(422);
  await expect(till.main()).toContainText(till.like('till', 'wrong-pin'));
  expect(await till.charge(card, {}, pin)).toBe(303);
  await expect(till.heading(till.t('till', 'paid', { fen: '10.00' }))).toBeVisible();

  // Who is on a list with a telephone reaches their wallet, though they never were here; staff's own pages do not name its address.
  const wallet = await reachWallet(page, steward, { document: document(51), phone });
  await steward.page.goto('/steward/vouchers/wallet');
  await steward.page.locator('#document').fill(document(51));
  await steward.main().getByRole('button', { name: steward.t('grants', 'wallet-find'), exact: true }).click();
  await expect(steward.main()).toContainText('¥170.00');
  expect(await steward.page.content()).not.toContain(wallet.path.replace('/wallet/', ''));

  // A relative carries it, within a limit of the holder's; taken back, their page says so.
  await page.goto(`${wallet.path}/carriers`);
  await wallet.main().getByRole('button', { name: wallet.t('wallet', 'carrier-add'), exact: true }).click();
  await expect(wallet.main()).toContainText(wallet.t('wallet', 'carrier-name-wrong'));
  await see(wallet, 'carriers, with mistakes');
  await page.locator('#carrier_name').fill('样例女');
  await page.locator('#carrier_fen').fill('20');
  await wallet.main().getByRole('button', { name: wallet.t('wallet', 'carrier-add'), exact: true }).click();
  const address = await readQr(wallet.main().locator('.qr'));
  expect(address).toContain('/carry/');
  await see(wallet, 'a new carrier');
  const relative = new Wallet(await open('phone', new URL(address).pathname), new URL(address).pathname);
  await expect(relative.heading(relative.t('wallet', 'carry-title'))).toBeVisible();
  await see(relative, 'carrying');
  const carried = async (): Promise<string> => {
    await relative.page.goto(relative.path);
    return readQr(relative.main().locator('.wallet-code'));
  };
  expect(await till.charge(await carried(), { food: '25' })).toBe(422);
  await expect(till.main()).toContainText(till.t('till', 'carrier-limit', { fen: '20.00' }));
  expect(await till.charge(await carried(), { food: '15' })).toBe(303);
  await page.goto(`${wallet.path}/carriers`);
  await expect(wallet.main()).toContainText('¥15.00');
  await wallet.main().getByRole('button', { name: wallet.like('wallet', 'carrier-revoke') }).first().click();
  await expect(wallet.main()).toContainText(wallet.like('wallet', 'carrier-revoked'));
  await relative.page.goto(relative.path);
  await expect(relative.heading(relative.t('wallet', 'carry-ended'))).toBeVisible();

  // Something is wrong with a purchase: said, answered, read. The page names who bought it.
  await wallet.expectBalance('155.00');
  await expect(wallet.main()).toContainText(wallet.t('wallet', 'carried-by', { name: '样*女' }));
  await wallet.main().getByRole('link', { name: wallet.t('wallet', 'see'), exact: true }).first().click();
  await wallet.main().getByRole('button', { name: wallet.t('wallet', 'dispute-send'), exact: true }).click();
  await expect(wallet.main()).toContainText(wallet.t('wallet', 'dispute-empty'));
  await page.locator('#words').fill('我没有买这个');
  await wallet.main().getByRole('button', { name: wallet.t('wallet', 'dispute-send'), exact: true }).click();
  await expect(wallet.main()).toContainText('我没有买这个');
  const purchase = page.url();
  await steward.page.goto('/steward/vouchers');
  const complaint = steward.main().locator('section[aria-labelledby="disputes"] li.card');
  await complaint.locator('input[name^="answer-"]').fill('已核实，是家人代买的');
  await complaint.getByRole('button').click();
  await expect(complaint).toHaveCount(0);
  await page.goto(purchase);
  await expect(wallet.main()).toContainText('已核实，是家人代买的');

  // The card is lost: blocked at once, and the till says so.
  await page.goto(`${wallet.path}/card`);
  await see(wallet, 'card');
  await wallet.main().getByRole('button', { name: wallet.t('wallet', 'card-lost'), exact: true }).click();
  await expect(wallet.main()).toContainText(wallet.like('wallet', 'card-blocked'));
  expect(await till.charge(card, { food: '1' }, pin)).toBe(422);
  await expect(till.main()).toContainText(till.t('till', 'card-blocked'));

  // The phone is lost too: blocked, the wallet has another address, and the old one leads nowhere.
  await steward.page.goto('/steward/vouchers/wallet');
  await steward.page.locator('#document').fill(document(51));
  await steward.main().getByRole('button', { name: steward.t('grants', 'wallet-find'), exact: true }).click();
  await steward.main().getByRole('button', { name: steward.t('grants', 'wallet-block'), exact: true }).click();
  await expect(steward.main().getByRole('button', { name: steward.t('grants', 'wallet-open'), exact: true })).toBeVisible();
  expect((await page.goto(wallet.path))?.status()).toBe(404);
  await page.goto('/wallet');
  await expect(wallet.main()).toContainText(wallet.t('wallet', 'blocked-title'));

  // Where it can be spent.
  await page.goto('/stores');
  await expect(wallet.main()).toContainText(wallet.t('wallet', 'stores-open'));
  await see(wallet, 'stores');
  expect(house.log).not.toContain(document(51));
});
