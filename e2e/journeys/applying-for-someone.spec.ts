import { expectAccessible } from '../house/axe.ts';
import { Applicant, inNeed, photograph, type Answers } from '../house/applicant.ts';
import { Clerk } from '../house/clerk.ts';
import { HELPER, signIn } from '../house/hall.ts';
import { withCheckDigit } from '../house/people.ts';
import { expect, test } from '../house/test.ts';
import { serviceName } from '../house/words.ts';

const OWN_DIGITS = '271828';
const SERVICE = 'XC-LN-01';

/** An old person whom no other test knows. */
function mother(order: number): Answers & { id_no: string } {
  const year = 80 + (process.pid % 20);
  const id_no = withCheckDigit(`11010218${year}0908${String(order * 2).padStart(3, '0')}`);
  const proxy = { by_proxy: 'yes', proxy_id_no: withCheckDigit(`11010218${year}1001${String(order * 2).padStart(3, '0')}`) };
  return { ...inNeed(order), ...proxy, name: '样例母', id_no, birth: `18${year}-09-08` };
}

/** What is asked of the one who is applied for is filled in, the papers too. */
async function fillIn(helper: Applicant, answers: Answers): Promise<void> {
  await helper.walk(answers);
  if (!helper.page.url().endsWith('/materials')) return;
  await helper.handIn(await photograph(helper.page));
  await helper.toCheck();
}

test('a daughter applies for her mother, who agrees on her own phone, follows it, and ends it', { tag: '@kiosk' }, async ({ page, house, open, javaScriptEnabled }) => {
  const see = async (on: Applicant, what: string): Promise<void> => {
    // With scripts off a page cannot be asked.
    if (javaScriptEnabled) await expectAccessible(on.page, what);
  };
  const daughter = new Applicant(page);
  const answers = mother(21);
  await page.goto(`/apply/${SERVICE.toLowerCase()}`);
  await page.getByLabel(daughter.t('apply', 'who-for-other'), { exact: true }).check();
  await daughter.main().getByRole('button', { name: daughter.t('apply', 'start'), exact: true }).click();

  // Who helps comes first; a wrong number loses nothing.
  await expect(daughter.heading(daughter.t('helping', 'title'))).toBeVisible();
  await page.getByLabel(daughter.t('helping', 'name'), { exact: true }).fill('样例女');
  await page.getByLabel(daughter.t('helping', 'relation-child'), { exact: true }).check();
  await page.locator('#helper_phone').fill('123');
  await daughter.next();
  await expect(daughter.main()).toContainText(daughter.t('helping', 'phone-wrong'));
  await expect(page.getByLabel(daughter.t('helping', 'name'), { exact: true })).toHaveValue('样例女');
  await see(daughter, 'who helps, with a mistake');
  await page.locator('#helper_phone').fill('13800138009');
  await daughter.next();
  await expect(page).toHaveURL(/\/draft\/[\w-]+\/(?!for-someone)[\w-]+$/);
  await fillIn(daughter, answers);

  // Without the mother's word nothing is sent.
  await daughter.main().getByRole('button', { name: daughter.t('apply', 'send'), exact: true }).click();
  await expect(page).toHaveURL(/\/check$/);
  const asked = daughter.main().locator('section[id^="word-"]');
  const code = await asked.first().locator('.reference').innerText();
  const link = new URL((await asked.first().locator('a[href*="/confirm/"]').getAttribute('href')) ?? '', page.url()).pathname;
  const theirs = new Applicant(await open('phone', link));
  await expect(theirs.main()).toContainText('样例女');
  await expect(theirs.main()).toContainText(serviceName('zh', SERVICE));
  await expect(theirs.main()).not.toContainText(answers.id_no);
  await see(theirs, 'consent');
  await theirs.prove(answers.id_no, code);
  await theirs.page.getByLabel(theirs.t('helping', 'own'), { exact: true }).fill(OWN_DIGITS);
  await theirs.main().getByRole('button', { name: theirs.t('helping', 'agree'), exact: true }).click();
  await expect(theirs.heading(theirs.t('helping', 'given'))).toBeVisible();

  // Not a reload: that would press the button again.
  await page.goto(page.url());
  const helpers = await daughter.send();
  const reference = await daughter.reference();
  await expect(daughter.main()).toContainText(daughter.t('helping', 'for-helper'));
  const clerk = new Clerk(house.departments, 'subsidy');
  await clerk.has(reference);
  expect(JSON.stringify(await clerk.held(reference))).toContain('样例女');

  // The mother finds it with digits that only she knows, sees who did what, and ends the help.
  await theirs.page.goto('/find');
  await theirs.page.locator('#reference').fill(reference);
  await theirs.page.locator('#last_four').fill(OWN_DIGITS);
  await theirs.main().locator('form').first().getByRole('button').last().click();
  await expect(theirs.page).toHaveURL(/\/case\/[\w-]+$/);
  const own = new URL(theirs.page.url()).pathname;
  expect(own).not.toBe(helpers);
  await theirs.page.locator('summary', { hasText: theirs.t('helping', 'trail') }).click();
  await expect(theirs.main()).toContainText(theirs.t('helping', 'did-send', { who: theirs.t('helping', 'by-helper', { name: '样例女' }) }));
  await see(theirs, 'their case');
  await theirs.link('helping', 'end').click();
  await see(theirs, 'ending the consent');
  await theirs.main().getByRole('button', { name: theirs.t('helping', 'end'), exact: true }).click();
  await expect(theirs.page).toHaveURL(new RegExp(`${own}$`));

  // Her door is closed from then on.
  const answer = await page.goto(helpers);
  expect(answer?.status()).toBe(404);
  await expect(daughter.main()).not.toContainText(reference);
});

test('a community worker fills in, the resident signs on paper, and the department has both names', async ({ page, house, javaScriptEnabled }) => {
  const see = async (on: Applicant, what: string): Promise<void> => {
    // With scripts off a page cannot be asked.
    if (javaScriptEnabled) await expectAccessible(on.page, what);
  };
  const worker = new Applicant(page);
  const answers = mother(22);
  await page.goto('/helper');
  await signIn(page, HELPER);
  await expect(worker.heading(worker.t('helping', 'desk-title'))).toBeVisible();
  await worker.main().getByRole('button', { name: worker.t('helping', 'desk-begin'), exact: true }).click();
  await expect(worker.main().getByRole('alert')).toContainText(worker.t('helping', 'desk-service-choose'));
  await see(worker, 'helper, with a mistake');
  await page.locator('#service').selectOption(SERVICE);
  await worker.main().getByRole('button', { name: worker.t('helping', 'desk-begin'), exact: true }).click();
  await expect(page).toHaveURL(/\/draft\/[\w-]+\/[\w-]+$/);
  await fillIn(worker, answers);
  const check = page.url();

  await page.goto('/helper');
  const line = worker.main().locator('li.card').filter({ hasText: worker.t('helping', 'desk-not-agreed') });
  await line.getByRole('button', { name: worker.t('helping', 'desk-signed'), exact: true }).click();
  await expect(worker.main().locator('li.card')).toContainText(worker.t('helping', 'desk-agreed'));
  await page.goto(check);
  await worker.send();
  const reference = await worker.reference();
  const clerk = new Clerk(house.departments, 'subsidy');
  await clerk.has(reference);
  expect(JSON.stringify(await clerk.held(reference))).toContain(answers.id_no);
  await page.goto('/helper');
  await expect(worker.main().locator('li.card')).toContainText(worker.t('helping', 'desk-sent'));
});
