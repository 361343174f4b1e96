import type { Page } from '@playwright/test';
import { Applicant, inNeed, photograph, type Answers } from '../house/applicant.ts';
import { expectAccessible } from '../house/axe.ts';
import { Clerk } from '../house/clerk.ts';
import { TODAY } from '../house/clock.ts';
import type { House } from '../house/house.ts';
import { masked, withCheckDigit } from '../house/people.ts';
import { Resident } from '../house/resident.ts';
import { expect, look, test } from '../house/test.ts';
import { dayName, serviceName } from '../house/words.ts';

/** Its outcome is shown in public for seven days (server/data/cases.toml), from the day on which that step begins. */
const SHOWN_IN_PUBLIC = 'XC-JZ-01';
const LAST_DAY_SHOWN = '2026-11-30';
const DAY_AFTER_SHOWN = '2026-12-01';

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
  const [disabled, old, poor, struck] = [somebody(11), somebody(12), somebody(13), somebody(15)];
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
    {
      code: 'XC-JZ-04',
      department: 'aid-platform',
      answers: { ...struck, case_type: 'urgent', cause: 'job_loss', loss_amount: '1200.50', event_date: '2026-11-20' },
    },
  ];
}

for (const [n, code] of ['XC-CJ-01', 'XC-LN-01', 'XC-JZ-01', 'XC-JZ-04'].entries()) {
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
    await resident.othersAgree(open, service.answers);
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

    if (code === SHOWN_IN_PUBLIC) {
      await clerk.press(reference, 'step', { step: 'public_notice' });
      await isShownMasked(page, house, service.answers);
    }

    const [act, seen] = code === 'XC-LN-01' ? (['refuse', 'happened-refused'] as const) : (['grant', 'happened-granted'] as const);
    await clerk.press(reference, act, { remark: '按规定' });
    await expect(async () => {
      await page.goto(path);
      await expect(resident.main()).toContainText(resident.t('case', seen), { timeout: 500 });
    }).toPass();
    // Every decision says how to object, by which law; and the service's own laws are there.
    await expect(resident.main().locator('section[aria-labelledby="object"]')).toContainText('《行政复议法》第20条');
    await expect(resident.main().getByRole('heading', { name: resident.t('guide', 'law'), exact: true })).toBeVisible();
    if (act === 'refuse') await expect(resident.main().getByRole('link', { name: resident.t('case_page', 'appeal'), exact: true })).toBeVisible();

    if (code === SHOWN_IN_PUBLIC) {
      // A grant leaves the notice where it is until its last day is over.
      await house.restartAt(`${LAST_DAY_SHOWN} 20:00`);
      await isShownMasked(page, house, service.answers);
      await house.restartAt(`${DAY_AFTER_SHOWN} 08:00`);
      await page.goto('/notices');
      await expect(resident.main()).toContainText(resident.t('notices', 'none'));
      await expect(resident.main()).not.toContainText(masked(service.answers['id_no'] ?? ''));
    }
  });
}

/** In both languages the outcome stands in public with its days, and names nobody whole. */
async function isShownMasked(page: Page, house: House, answers: Answers): Promise<void> {
  const whole = Object.entries(answers).filter(([input]) => /(^|\.)(name|id_no|mobile|bank_account|live_addr)$/.test(input));
  // Chinese last: the journey goes on in it.
  for (const lang of ['en', 'zh'] as const) {
    await look(page, { lang }, house.url);
    const reader = new Resident(page, lang);
    const notice = reader.main().getByRole('region', { name: serviceName(lang, SHOWN_IN_PUBLIC), exact: true });
    await expect(async () => {
      await page.goto('/notices');
      await expect(notice).toContainText(masked(answers['id_no'] ?? ''), { timeout: 500 });
    }).toPass();
    await expect(notice).toContainText('样*丙');
    await expect(notice).toContainText(
      reader.t('notices', 'from-until', { from: dayName(lang, TODAY), until: dayName(lang, LAST_DAY_SHOWN) }),
    );
    const said = await page.content();
    expect(whole.length).toBeGreaterThan(4);
    for (const [input, told] of whole) expect(said, `${input} stands in public`).not.toContain(told);
    await expectAccessible(page, `a public notice (${lang})`);
  }
}
