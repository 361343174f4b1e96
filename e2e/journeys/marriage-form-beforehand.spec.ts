import { Applicant, type Answers } from '../house/applicant.ts';
import { Clerk } from '../house/clerk.ts';
import { withCheckDigit } from '../house/people.ts';
import { expect, test } from '../house/test.ts';

/** Two people whom no other test knows; of age, a man (1) and a woman (0). */
function couple(): Answers & { a_id_no: string; b_id_no: string } {
  const year = 80 + (process.pid % 20);
  const id = (order: number): string => withCheckDigit(`11010218${year}0611${String(order).padStart(3, '0')}`);
  return {
    a_name: '样例戊',
    a_id_type: 'ID_CN',
    a_id_no: id(31),
    a_mobile: '13800138000',
    a_marital: 'never',
    b_marital: 'never',
    venue_id: 'hy',
    a_birth: `18${year}-06-11`,
    b_name: '样例己',
    b_id_type: 'ID_CN',
    b_id_no: id(32),
    b_mobile: '13800138001',
    b_birth: `18${year}-06-11`,
    truth_commit: 'yes',
    pi_notice: 'yes',
  };
}

test('XC-HY-01: a marriage form filled in beforehand reaches the desk, both agree, and the desk says when it is done', { tag: '@kiosk' }, async ({ page, house, open }) => {
  const both = couple();
  const resident = new Applicant(page);
  await resident.begin('XC-HY-01');
  await resident.walk(both);
  if (page.url().endsWith('/materials')) await resident.toCheck();
  await resident.othersAgree(open, both);
  const path = await resident.send();
  const reference = await resident.reference();

  const clerk = new Clerk(house.departments, 'registration-desk');
  await clerk.has(reference);
  const held = JSON.stringify(await clerk.held(reference));
  for (const told of [both.a_id_no, both.b_id_no, '样例戊', '样例己']) expect(held).toContain(told);
  await clerk.press(reference, 'accept');
  await clerk.press(reference, 'grant', { remark: '' });
  await expect(async () => {
    await page.goto(path);
    await expect(resident.main()).toContainText(resident.t('case', 'happened-granted'), { timeout: 500 });
  }).toPass();
  // Neither document number is shown whole.
  for (const hidden of [both.a_id_no, both.b_id_no]) await expect(resident.main()).not.toContainText(hidden);
});
