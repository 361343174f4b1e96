import type { Locator } from '@playwright/test';
import { Applicant, inNeed, photograph, type Answers } from '../house/applicant.ts';
import { statusOf } from '../house/resident.ts';
import { awake, expect, look, test } from '../house/test.ts';
import { found, kept } from '../house/traces.ts';
import { LANGS, pattern, serviceName } from '../house/words.ts';

const SERVICE = 'XC-JZ-04';
const FIRE = { case_type: 'urgent', cause: 'job_loss', loss_amount: '1200.50', event_date: '2026-11-20' };

/** The words of a list stand beside its numbers, not under each other in a column as narrow as those. */
async function expectRoomForWords(items: Locator): Promise<void> {
  await expect(items.first()).toBeVisible();
  const narrow = await items.evaluateAll((all) => {
    const width = (words: Node) => {
      const range = document.createRange();
      range.selectNodeContents(words);
      return range.getBoundingClientRect().width;
    };
    const own = all.flatMap((item) => [...item.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()));
    return { words: own.length, narrow: own.filter((words) => width(words) < 80).length };
  });
  expect(narrow.words).toBeGreaterThan(0);
  expect(narrow.narrow).toBe(0);
}

for (const lang of LANGS) {
  test(`somebody in need applies, and the receipt is theirs (${lang})`, { tag: '@kiosk' }, async ({ page, house }) => {
    await look(page, { lang }, house.url);
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url(), request.headers()['referer'] ?? ''));
    const resident = new Applicant(page, lang);
    const answers: Answers = { ...inNeed(1), ...FIRE };
    await resident.begin(SERVICE);
    await resident.walk(answers);
    await resident.handIn(await photograph(page));
    await resident.toCheck();
    await expect(resident.main()).toContainText(serviceName(lang, SERVICE));
    await expect(resident.main()).not.toContainText(answers['id_no'] ?? '');
    await expect(resident.main()).not.toContainText(answers['bank_account'] ?? '');
    const path = await resident.send();
    const reference = await resident.reference();
    await expectRoomForWords(page.locator('.timeline > li'));
    // What was told stands in no address, and the browser keeps none of it.
    const told = ['name', 'id_no', 'mobile', 'live_addr', 'bank_account'].map((input) => answers[input] ?? input);
    expect(found([...addresses, await kept(page)].join('\n'), told)).toEqual([]);

    await resident.main().getByRole('link', { name: resident.t('case_page', 'receipt'), exact: true }).click();
    await expect(resident.main()).toContainText(reference);
    const pdf = await page.request.get(`${path}/receipt.pdf`);
    expect(pdf.headers()['content-type']).toBe('application/pdf');
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
  });
}

test('a wrong answer loses nothing, and is said beside its question', async ({ page }) => {
  const resident = new Applicant(page);
  const answers = inNeed(2);
  await resident.begin(SERVICE);
  await resident.answer({ ...answers, id_no: '110102189001010013', mobile: '12345' });
  expect(await statusOf(page, () => resident.next())).toBe(422);
  await expect(resident.mistakes()).toBeVisible();
  await expect(page.locator('#name')).toHaveValue(answers['name'] ?? '');
  await expect(page.locator('#id_no')).toHaveValue('110102189001010013');
  await expect(page.locator('#id_no')).toHaveAttribute('aria-invalid', 'true');
  await resident.answer(answers);
  expect(await statusOf(page, () => resident.next())).toBe(303);
});

test('a slip of the finger is said when its question is left, by the rules of the server', { tag: '@scripts' }, async ({ page, javaScriptEnabled }) => {
  const resident = new Applicant(page);
  const answers = inNeed(2);
  await resident.begin(SERVICE);
  await awake(page, javaScriptEnabled);
  const number = page.locator('#id_no');
  await number.fill('110102189001010013');
  await number.blur();
  await expect(page.locator('#id_no-live')).toHaveText(pattern('zh', 'form', 'document-check-digit'));
  await expect(number).toHaveAttribute('aria-invalid', 'true');
  await number.fill(answers['id_no'] ?? '');
  await number.blur();
  await expect(page.locator('#id_no-live')).toBeEmpty();
  await expect(number).toHaveAttribute('aria-invalid', 'false');
});

test('a draft is gone on with on another device', async ({ page, open }) => {
  const resident = new Applicant(page);
  const answers: Answers = { ...inNeed(3), ...FIRE };
  await resident.begin(SERVICE);
  await resident.answer(answers);
  await resident.next();
  await resident.main().getByRole('button', { name: resident.t('apply', 'later'), exact: true }).click();
  await expect(resident.heading(resident.t('apply', 'later-title'))).toBeVisible();
  const [reference, code] = await resident.main().locator('dd.reference').allInnerTexts();

  const other = new Applicant(await open('phone', '/resume'));
  await other.page.getByLabel(other.t('apply', 'later-reference'), { exact: true }).fill(reference ?? '');
  await other.page.getByLabel(other.t('apply', 'later-code'), { exact: true }).fill(code ?? '');
  await other.main().getByRole('button', { name: other.t('apply', 'go-on-short'), exact: true }).click();
  await other.link('apply', 'go-on-short').click();
  await expect(other.page.locator('#name')).toHaveValue(answers['name'] ?? '');
  // What was kept is shown masked, and is still the whole number.
  await expect(other.page.locator('#id_no')).toHaveValue(/\*/);
  await other.walk(answers);
});

test('help is asked for with the service that it was asked from', async ({ page }) => {
  const resident = new Applicant(page);
  await page.goto(`/apply/${SERVICE.toLowerCase()}`);
  await resident.link('helping', 'ask-for-help').click();
  await resident.main().getByRole('button', { name: resident.t('apply', 'start'), exact: true }).click();
  await expect(page).toHaveURL(/\/draft\/[\w-]+\/[\w-]+$/);
  await page.goto(page.url().replace(/[\w-]+$/, 'target'));
  await expect(page.locator('#target_service')).toHaveValue(SERVICE);
});

test('a file that is no picture is refused with what to do, and the rest stays', async ({ page }) => {
  const resident = new Applicant(page);
  await resident.begin(SERVICE);
  await resident.walk({ ...inNeed(4), ...FIRE });
  const paper = resident.main().locator('section.material').first();
  await paper.locator('input[type=file]').setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('PK\x03\x04 a program') });
  await paper.getByRole('button', { name: resident.t('apply', 'hand-in'), exact: true }).click();
  await expect(resident.main()).toContainText(resident.t('files', 'wrong-kind'));
});

test('sent twice, it is one case', async ({ page }) => {
  const resident = new Applicant(page);
  await resident.begin(SERVICE);
  await resident.walk({ ...inNeed(5), ...FIRE });
  await resident.handIn(await photograph(page));
  await resident.toCheck();
  const check = page.url();
  const path = await resident.send();
  const again = await page.request.post(check, { form: { do: 'send' }, maxRedirects: 0 });
  expect(again.status()).toBe(303);
  expect(again.headers()['location']).toBe(path);
});
