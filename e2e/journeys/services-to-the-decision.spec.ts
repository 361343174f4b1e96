import { Applicant, inNeed, photograph, type Answers } from '../house/applicant.ts';
import { Clerk } from '../house/clerk.ts';
import { withCheckDigit } from '../house/people.ts';
import { expect, test } from '../house/test.ts';
import { serviceName } from '../house/words.ts';

/** Somebody whom no other test knows, of an age that every service here takes. */
function somebody(order: number): Answers & { id_no: string } {
  const id_no = withCheckDigit(`11010218${80 + (process.pid % 20)}0307${String(order * 2 + 1).padStart(3, '0')}`);
  return { ...inNeed(order), id_no, birth: `18${80 + (process.pid % 20)}-03-07` };
}

interface Service {
  code: string;
  department: string;
  answers: Answers;
}

/** What each asks beside what every service asks. */
function services(): Service[] {
  const [disabled, old, poor] = [somebody(11), somebody(12), somebody(13)];
  const member = somebody(14);
  return [
    // Physical, the second grade: the identity number, the kind and the grade.
    { code: 'XC-CJ-01', department: 'subsidy', answers: { ...disabled, disability_card: `${disabled.id_no}42` } },
    { code: 'XC-LN-01', department: 'subsidy', answers: old },
    {
      code: 'XC-JZ-01',
      department: 'aid-platform',
      answers: {
        ...poor,
        'family_members.0.name': '样例丁',
        'family_members.0.id_no': member.id_no,
        'family_members.0.relation': 'spouse',
        'family_members.0.monthly_income': '800',
        'family_members.0.health': 'good',
        monthly_income_total: '800',
        'assets.cash': '1000',
        'assets.securities': '0',
        verify_consent: 'yes',
      },
    },
  ];
}

for (const [n, code] of ['XC-CJ-01', 'XC-LN-01', 'XC-JZ-01'].entries()) {
  test(`${code} is applied for, mended, decided, and every step is seen`, { tag: '@kiosk' }, async ({ page, house, open }) => {
    const service = services()[n];
    if (!service) throw new Error(code);
    const resident = new Applicant(page);
    await resident.begin(code);
    await resident.walk(service.answers);
    const picture = await photograph(page);
    if (page.url().endsWith('/materials')) {
      await resident.handIn(picture);
      await resident.toCheck();
    }
    await expect(resident.main()).toContainText(serviceName('zh', code));
    await resident.othersAgree(open);
    const path = await resident.send();
    const reference = await resident.reference();

    const clerk = new Clerk(house.departments, service.department);
    await clerk.has(reference);
    expect(JSON.stringify(await clerk.held(reference))).toContain(service.answers['name'] ?? '');
    await clerk.press(reference, 'accept');
    await clerk.press(reference, 'mend', { target_1: 'field:live_addr', why_1: 'wrong', words_1: '门牌号写错了', deadline: '2026-12-11', remark: '' });
    await expect(async () => {
      await page.goto(path);
      await expect(resident.main().getByRole('link', { name: resident.t('case_page', 'supplement'), exact: true })).toBeVisible({ timeout: 500 });
    }).toPass();
    await resident.main().getByRole('link', { name: resident.t('case_page', 'supplement'), exact: true }).click();
    // Only what was named is open again.
    await expect(page.locator('#live_addr')).toBeVisible();
    await expect(page.locator('#name')).toHaveCount(0);
    await page.locator('#live_addr').fill('样例胡同 2 号');
    await resident.main().locator('form').last().getByRole('button').last().click();
    await expect(page).toHaveURL(new RegExp(`${path}$`));
    await expect.poll(async () => (await clerk.held(reference))?.version, { timeout: 30_000 }).toBe(2);

    const [act, seen] = code === 'XC-LN-01' ? (['refuse', 'happened-refused'] as const) : (['grant', 'happened-granted'] as const);
    await clerk.press(reference, act, { remark: '按规定' });
    await expect(async () => {
      await page.goto(path);
      await expect(resident.main()).toContainText(resident.t('case', seen), { timeout: 500 });
    }).toPass();
    // Who is refused is told how to object.
    if (act === 'refuse') await expect(resident.main().getByRole('link', { name: resident.t('case_page', 'appeal'), exact: true })).toBeVisible();
  });
}
