import { Applicant, inNeed, photograph, type Answers } from '../house/applicant.ts';
import { expectAccessible } from '../house/axe.ts';
import { readQr } from '../house/qr.ts';
import { Resident, statusOf } from '../house/resident.ts';
import { expect, look, test } from '../house/test.ts';
import { LANGS, serviceName } from '../house/words.ts';

const SERVICE = 'XC-JZ-04';
const FIRE = { case_type: 'urgent', cause: 'job_loss', loss_amount: '1200.50', event_date: '2026-11-20' };

test('anyone can check a receipt, sees nothing of the case, and a changed one is refused', async ({ page, open, javaScriptEnabled }) => {
  const resident = new Applicant(page);
  const answers: Answers = { ...inNeed(5), ...FIRE };
  await resident.begin(SERVICE);
  await resident.walk(answers);
  await resident.handIn(await photograph(page));
  await resident.toCheck();
  await resident.send();
  const reference = await resident.reference();
  await resident.main().getByRole('link', { name: resident.t('case_page', 'receipt'), exact: true }).click();
  const code = await readQr(page.getByRole('img', { name: resident.t('case_page', 'receipt-qr') }));

  const somebody = new Resident(await open('phone', '/verify'));
  const check = async (text: string) => {
    await somebody.page.goto('/verify');
    await somebody.page.getByLabel(somebody.t('verify', 'receipt'), { exact: true }).fill(text);
    return statusOf(somebody.page, () => somebody.button('verify', 'button').click());
  };
  if (javaScriptEnabled) {
    // A scan opens the page by itself; what was scanned is taken out of the address.
    await somebody.page.goto('about:blank');
    await somebody.page.goto(code);
    await expect(somebody.heading(somebody.t('verify', 'genuine'))).toBeVisible();
    expect(new URL(somebody.page.url()).hash).toBe('');
  }
  expect(await check(code)).toBe(200);
  await expect(somebody.heading(somebody.t('verify', 'genuine'))).toBeVisible();
  await expect(somebody.main()).toContainText(reference);
  await expect(somebody.main()).toContainText(serviceName('zh', SERVICE));
  await expect(somebody.main()).not.toContainText(answers['name'] ?? '');
  if (javaScriptEnabled) await expectAccessible(somebody.page, 'a genuine receipt');

  const text = decodeURIComponent(code.split('#')[1] ?? '');
  expect(text.length).toBeGreaterThan(100);
  // One letter in the digests is another.
  const at = text.length - 120;
  const other = text[at] === 'A' ? 'B' : 'A';
  expect(await check(text.slice(0, at) + other + text.slice(at + 1))).toBe(422);
  await expect(somebody.mistakes()).toContainText(somebody.t('verify', 'altered'));
  expect(await check(text.slice(0, 60))).toBe(422);
  await expect(somebody.mistakes()).toContainText(somebody.t('verify', 'malformed'));
  await expect(somebody.page.getByLabel(somebody.t('verify', 'receipt'), { exact: true })).toHaveValue(text.slice(0, 60));
});

for (const lang of LANGS) {
  test(`where nothing is shown in public, the page says so (${lang})`, async ({ page, house }) => {
    await look(page, { lang }, house.url);
    const resident = new Resident(page, lang);
    await page.goto('/');
    await page.getByRole('contentinfo').getByRole('link', { name: resident.t('notices', 'title'), exact: true }).click();
    await expect(resident.main()).toContainText(resident.t('notices', 'none'));
    expect((await page.goto('/notices/xc-jz-01'))?.status()).toBe(200);
    expect((await page.goto('/notices/xc-nothing'))?.status()).toBe(404);
  });
}
