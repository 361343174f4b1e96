import { Applicant, inNeed, photograph, type Answers } from '../house/applicant.ts';
import { expectAccessible } from '../house/axe.ts';
import { Clerk } from '../house/clerk.ts';
import { TODAY } from '../house/clock.ts';
import { signIn, STEWARD, SUBSIDY } from '../house/hall.ts';
import { withCheckDigit } from '../house/people.ts';
import { expect, test } from '../house/test.ts';

const SERVICE = 'XC-LN-01';
const WORDS = '请带身份证到街道窗口办理';

function old(order: number): Answers & { id_no: string } {
  const year = 80 + (process.pid % 20);
  const id_no = withCheckDigit(`11010218${year}0415${String(order * 2 + 1).padStart(3, '0')}`);
  return { ...inNeed(order), id_no, birth: `18${year}-04-15` };
}

test('what a department cannot read waits for a person, who has it sent again or gives it back', async ({ page, house, open, javaScriptEnabled }) => {
  const see = async (on: Applicant, what: string): Promise<void> => {
    // With scripts off a page cannot be asked.
    if (javaScriptEnabled) await expectAccessible(on.page, what);
  };
  // Parked after two answers that were no answers, instead of eight over half an hour.
  await house.restartWith(`${TODAY} 10:00`, 'departments.toml', (text) =>
    text.replace('secret = "subsidy"', 'secret = "subsidy"\nretry = { first_ms = 50, longest_ms = 200, park_after = 2 }'),
  );
  const clerk = new Clerk(house.departments, 'subsidy');
  await clerk.set({ wrong_answers: 1000 });
  const [stays, returned] = [old(31), old(32)];
  const applied: { path: string; reference: string }[] = [];
  const resident = new Applicant(page);
  for (const answers of [stays, returned]) {
    await page.context().clearCookies();
    await resident.begin(SERVICE);
    await resident.walk(answers);
    if (page.url().endsWith('/materials')) {
      await resident.handIn(await photograph(page));
      await resident.toCheck();
    }
    applied.push({ path: await resident.send(), reference: await resident.reference() });
  }
  const [first, second] = applied;
  if (!first || !second) throw new Error('two applied');
  const plain = (reference: string): string => reference.replace('-', '');

  // The steward sees both, and gives one back in words of their own.
  const steward = new Applicant(await open('staff', '/steward'));
  await signIn(steward.page, STEWARD);
  const parked = steward.main().locator('section[aria-labelledby="parked"] li.card');
  await expect(async () => {
    await steward.page.goto('/steward/dispatches');
    await expect(parked).toHaveCount(2, { timeout: 500 });
  }).toPass({ timeout: 60_000 });
  await expect(steward.main()).not.toContainText(stays.id_no);
  const line = parked.filter({ hasText: plain(second.reference) });
  await line.locator('summary').click();
  await line.getByRole('button', { name: steward.t('steward', 'send-back'), exact: true }).click();
  await expect(line).toContainText(steward.t('steward', 'send-back-wrong'));
  await see(steward, 'parked, with a mistake');
  await line.locator('input[name^="words-"]').fill(WORDS);
  await line.getByRole('button', { name: steward.t('steward', 'send-back'), exact: true }).click();
  await expect(parked).toHaveCount(1);
  await page.goto(second.path);
  await expect(resident.main()).toContainText(WORDS);
  await see(resident, 'a case that was given back');

  // The department's own people see theirs, put their system right, and have it sent.
  const theirs = new Applicant(await open('staff', '/department'));
  await signIn(theirs.page, SUBSIDY);
  await expect(theirs.heading(theirs.t('steward', 'own-title'))).toBeVisible();
  const waits = theirs.main().locator('section[aria-labelledby="parked"]');
  await expect(waits).toContainText(plain(first.reference));
  await expect(theirs.main()).not.toContainText(stays.id_no);
  await see(theirs, "a department's own page");
  for (const other of ['/steward', '/steward/dispatches', '/helper']) {
    expect((await theirs.page.goto(other))?.status(), other).toBe(403);
  }
  await clerk.set({});
  await theirs.page.goto('/department');
  await theirs.main().getByRole('button', { name: theirs.t('steward', 'own-retry'), exact: true }).click();
  await clerk.has(first.reference);
  await expect(async () => {
    await theirs.page.goto('/department');
    await expect(theirs.main()).toContainText(theirs.t('steward', 'own-well'), { timeout: 500 });
  }).toPass();
  expect(await clerk.held(second.reference)).toBeUndefined();

  // Who was given theirs back sends it again from what is there, and the first one stands in nobody's way.
  await page.goto(second.path);
  await resident.main().getByRole('button', { name: resident.t('case_page', 'correct'), exact: true }).click();
  await resident.main().getByRole('link', { name: resident.t('apply', 'to-check'), exact: true }).click();
  const again = await resident.send();
  expect(again).not.toBe(second.path);
  await clerk.has(await resident.reference());
  await page.goto(second.path);
  await expect(resident.heading(resident.t('case', 'stage-withdrawn'))).toBeVisible();

  // Taking it back is asked of the department, and done once it has said yes.
  await page.goto(again);
  await resident.main().getByRole('link', { name: resident.t('case_page', 'withdraw'), exact: true }).click();
  await see(resident, 'taking back');
  await resident.main().getByRole('button', { name: resident.t('case_page', 'withdraw'), exact: true }).click();
  await expect(resident.main()).toContainText(resident.t('case', 'happened-ask-withdraw'));
  await expect(async () => {
    await page.goto(again);
    await expect(resident.heading(resident.t('case', 'stage-withdrawn'))).toBeVisible({ timeout: 500 });
  }).toPass();
});
