import type { Locator, Page } from '@playwright/test';
import { Applicant, inNeed, photograph, type Answers } from '../house/applicant.ts';
import { expectAccessible } from '../house/axe.ts';
import { expectAtKiosk, expectLargeTargets, expectWithinReach } from '../house/kiosk-frame.ts';
import { couple } from '../house/people.ts';
import { readQr } from '../house/qr.ts';
import { awake, expect, look, test, type OpenScreen } from '../house/test.ts';
import { LANGS, serviceName, words, type Lang } from '../house/words.ts';

const KIOSK = '/kiosk/hy';
const OLD_AGE = 'XC-LN-01';

test.use({ viewport: { width: 1080, height: 1920 }, hasTouch: true, isMobile: false });
test.beforeEach(({}, info) => test.skip(info.project.name === 'phone-scripts', 'the project «kiosk» is this one with scripts'));

/** Touches one of the six ways of the first screen. */
async function choose(page: Page, lang: Lang, way: string): Promise<void> {
  await page.getByRole('main').getByRole('link', { name: words(lang, 'kiosk_shell', way) }).tap();
}

/** Back to the first screen by the bar. */
async function startAgain(page: Page, lang: Lang): Promise<void> {
  await page.getByRole('link', { name: words(lang, 'kiosk_shell', 'start'), exact: true }).tap();
  await expect(page).toHaveURL(new RegExp(`${KIOSK}$`));
}

/** Somebody of more than eighty. */
function old(order: number): Answers {
  const answers = inNeed(order);
  const id = answers['id_no'] ?? '';
  return { ...answers, name: '样例丁', birth: `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}` };
}

/** Over to a phone, which photographs the papers, and back to the kiosk by the phone's code. */
async function handInByPhone(resident: Applicant, open: OpenScreen, scripts: boolean): Promise<void> {
  const { page, lang } = resident;
  await resident.main().getByRole('link', { name: words(lang, 'kiosk_shell', 'phone-link'), exact: true }).tap();
  await expect(resident.heading(resident.t('apply', 'later-title'))).toBeVisible();
  // Covered on the screen; whoever holds the button reads them.
  const [reference, code] = await resident.main().locator('dd.reference').allTextContents();
  const phone = new Applicant(await open('phone', '/resume', lang), lang);
  await phone.page.getByLabel(phone.t('apply', 'later-reference'), { exact: true }).fill(reference ?? '');
  await phone.page.getByLabel(phone.t('apply', 'later-code'), { exact: true }).fill(code ?? '');
  await phone.main().getByRole('button', { name: phone.t('apply', 'go-on-short'), exact: true }).click();
  await expect(phone.page).toHaveURL(/\/draft\/[\w-]+$/);
  if (scripts) await expect(page).toHaveURL(new RegExp(`${KIOSK}$`));
  else await startAgain(page, lang);
  await phone.page.goto(`${phone.page.url()}/materials`);
  await phone.handIn(await photograph(phone.page));
  await phone.link('apply', 'later').click();
  const back = await readQr(phone.page.getByRole('img', { name: phone.t('apply', 'later-qr') }));
  // The next person finds the machine's own language.
  await look(page, { lang }, new URL(page.url()).origin);
  await page.goto(KIOSK);
  const box = page.getByLabel(words(lang, 'kiosk', 'scan-box'), { exact: true });
  await box.fill(back);
  await box.press('Enter');
  await expect(page).toHaveURL(/\/draft\/[\w-]+$/);
}

for (const lang of LANGS) {
  test(`the first screen leads to a guide and to a wedding's appointment (${lang})`, { tag: '@kiosk' }, async ({ page, house, javaScriptEnabled }) => {
    test.setTimeout(240_000);
    await look(page, { lang }, house.url);
    await page.goto(KIOSK);
    await awake(page, javaScriptEnabled);
    const ways = page.getByRole('list', { name: words(lang, 'kiosk_shell', 'choices'), exact: true });
    await expect(ways.getByRole('link')).toHaveCount(6);
    for (const each of LANGS) await expect(ways).toContainText(words(each, 'kiosk_shell', 'book'));
    await expectLargeTargets(page, `${lang}: the first screen`);
    await expectAccessible(page, `${lang}: the first screen`);

    const resident = new Applicant(page, lang);
    const seen = async (what: string): Promise<void> => {
      await awake(page, javaScriptEnabled);
      await expectAtKiosk(page, lang, `${lang}: ${what}`);
    };
    await choose(page, lang, 'book');
    await seen('the services');
    await resident.main().getByRole('link', { name: serviceName(lang, 'XC-HY-01') }).first().tap();
    await seen('a guide');
    await resident.link('guide', 'book').tap();
    await seen('where');
    await resident.choosePlace({ at: '15:00' });
    await seen('who');
    const people = couple();
    await resident.fillBoth(people);
    // A number that nobody types into any more is covered too.
    const covers = (what: Locator, covered: boolean): Promise<void> => expect(what).toHaveCSS('-webkit-text-security', covered ? 'disc' : 'none');
    await covers(resident.field(0, 'document'), true);
    await covers(resident.field(0, 'phone'), true);
    await resident.field(0, 'document').focus();
    await covers(resident.field(0, 'document'), false);
    await covers(resident.field(1, 'phone'), true);
    if (javaScriptEnabled !== false) {
      const hold = resident.main().getByRole('button', { name: words(lang, 'kiosk_shell', 'hold'), exact: true });
      await hold.dispatchEvent('pointerdown');
      await covers(resident.field(1, 'phone'), false);
      await hold.dispatchEvent('pointerup');
      await covers(resident.field(1, 'phone'), true);
    }
    await resident.next();
    await expect(resident.heading(resident.t('check', 'title'))).toBeVisible();
    await seen('check');
    // What was typed is covered, until it is held.
    const name = resident.main().getByText(people[0].name, { exact: true });
    await expect(name).toBeHidden();
    if (javaScriptEnabled === false) {
      await resident.main().getByRole('button', { name: words(lang, 'kiosk_shell', 'hold-show-once') }).first().tap();
      await expect(name).toBeVisible();
    } else {
      const hold = resident.main().getByRole('button', { name: words(lang, 'kiosk_shell', 'hold'), exact: true }).first();
      await hold.dispatchEvent('pointerdown');
      await expect(name).toBeVisible();
      await hold.dispatchEvent('pointerup');
      await expect(name).toBeHidden();
      // A touch ends with a click, which shows nothing; a key is a click by itself.
      await hold.dispatchEvent('click');
      await expect(name).toBeHidden();
      await hold.press('Enter');
      await expect(name).toBeVisible();
    }
    const booking = await resident.confirm();
    await seen('the booking');
    const code = page.getByRole('img', { name: words(lang, 'kiosk_shell', 'phone-qr') });
    expect(new URL(await readQr(code)).pathname).toBe(booking);
  });

  test(`old-age allowance is applied for, and followed, at a kiosk (${lang})`, { tag: '@kiosk' }, async ({ page, house, open, javaScriptEnabled }) => {
    test.setTimeout(240_000);
    await look(page, { lang }, house.url);
    await page.goto(KIOSK);
    const resident = new Applicant(page, lang);
    const seen = async (what: string): Promise<void> => {
      await awake(page, javaScriptEnabled);
      await expectAtKiosk(page, lang, `${lang}: ${what}`);
    };
    await choose(page, lang, 'apply');
    await seen('a question of the pre-check');
    const answers = old(lang === 'zh' ? 41 : 42);
    await resident.begin(OLD_AGE);
    await seen('a question of the application');
    await resident.walk(answers);
    await seen('the papers');
    await expect(resident.main().locator('input[type=file]'), 'a kiosk opens no files').toHaveCount(0);
    await handInByPhone(resident, open, javaScriptEnabled !== false);
    await seen('the draft that has come back');
    await resident.main().getByRole('link', { name: resident.t('apply', 'to-check'), exact: true }).tap();
    await seen('the last look');
    await expect(resident.main().getByText(answers['name'] ?? '', { exact: true })).toBeHidden();
    const path = await resident.send();
    await seen('the case');
    const reference = await resident.reference();
    await resident.main().getByRole('link', { name: resident.t('case_page', 'receipt'), exact: true }).tap();
    await seen('the receipt');

    await startAgain(page, lang);
    expect((await page.request.get(path)).status(), 'an address alone opens nothing for the next person').toBe(404);
    await choose(page, lang, 'find');
    await seen('finding');
    await page.getByLabel(resident.t('find', 'reference'), { exact: true }).fill(reference);
    await page.getByLabel(resident.t('find', 'last-four'), { exact: true }).fill((answers['id_no'] ?? '').slice(-4));
    await resident.main().getByRole('button', { name: resident.t('find', 'button'), exact: true }).tap();
    await expect(page).toHaveURL(new RegExp(`${path}$`));
    await startAgain(page, lang);
    await choose(page, lang, 'wallet');
    await seen("the vouchers' door");
    await page.getByRole('main').getByRole('link', { name: resident.t('wallet', 'sign-in'), exact: true }).tap();
    await seen('signing in');
  });

  test(`large print and the low layout hold on every screen (${lang})`, { tag: '@kiosk' }, async ({ page, house, javaScriptEnabled }) => {
    test.setTimeout(240_000);
    await look(page, { lang }, house.url);
    await page.goto(KIOSK);
    const press = (file: string, key: string): Promise<void> =>
      page.getByRole('banner').getByRole('button', { name: words(lang, file, key), exact: true }).tap();
    const normal = await page.getByRole('main').evaluate((main) => parseFloat(getComputedStyle(main).fontSize));
    await press('common', 'print-large');
    await expect(page.locator('html')).toHaveAttribute('data-print', 'large');
    await press('common', 'print-larger');
    await expect(page.locator('html')).toHaveAttribute('data-print', 'larger');
    await expect.poll(() => page.getByRole('main').evaluate((main) => parseFloat(getComputedStyle(main).fontSize))).toBe(normal * 1.5);
    const paths = [KIOSK, `${KIOSK}/check-in`, `${KIOSK}/walk-in`, '/services', '/services/xc-hy-01', '/find', '/what-can-i-get'];
    for (const path of paths) {
      await page.goto(path);
      await awake(page, javaScriptEnabled);
      await expectLargeTargets(page, `${lang}, largest print: ${path}`);
    }
    await press('common', 'print-normal');
    await expect(page.locator('html')).toHaveAttribute('data-print', 'normal');
    await press('kiosk_shell', 'low');
    await expect(page.locator('body')).toHaveAttribute('data-low', '');
    for (const path of paths) {
      await page.goto(path);
      await awake(page, javaScriptEnabled);
      await expectWithinReach(page, `${lang}, low: ${path}`);
      await expectLargeTargets(page, `${lang}, low: ${path}`);
      await expectAccessible(page, `${lang}, low: ${path}`);
    }
    await press('kiosk_shell', 'high');
    await expect(page.locator('body')).not.toHaveAttribute('data-low', '');
  });
}

test('a draft comes over from a phone by its code', { tag: '@kiosk' }, async ({ page, open }) => {
  const phone = new Applicant(await open('phone', '/'));
  const answers = old(43);
  await phone.begin(OLD_AGE);
  await phone.answer(answers);
  await phone.next();
  await phone.main().getByRole('button', { name: phone.t('apply', 'later'), exact: true }).click();
  const code = await readQr(phone.page.getByRole('img', { name: phone.t('apply', 'later-qr') }));
  await page.goto(KIOSK);
  const box = page.getByLabel(words('zh', 'kiosk', 'scan-box'), { exact: true });
  await box.fill(code);
  await box.press('Enter');
  await expect(page).toHaveURL(/\/draft\/[\w-]+$/);
  await expect(page.locator('body')).toHaveAttribute('data-face', 'kiosk');
  // Good once.
  await page.goto(KIOSK);
  await box.fill(code);
  await box.press('Enter');
  await expect(page.getByRole('main')).toContainText(words('zh', 'kiosk_shell', 'phone-code-title'));
  await expect(box).toHaveValue('');
});

test('a draft goes on on a phone, and the kiosk forgets it by itself', { tag: ['@kiosk', '@scripts'] }, async ({ page, open }) => {
  await page.goto(KIOSK);
  const resident = new Applicant(page);
  await resident.begin(OLD_AGE);
  await resident.answer(old(44));
  await resident.next();
  await resident.main().getByRole('button', { name: words('zh', 'kiosk_shell', 'phone-link'), exact: true }).tap();
  await awake(page, true);
  const address = await readQr(page.getByRole('img', { name: resident.t('apply', 'later-qr') }));
  const phone = await open('phone', address);
  await expect(phone).toHaveURL(/\/draft\/[\w-]+$/);
  await expect(page).toHaveURL(new RegExp(`${KIOSK}$`));
});

test('a booking comes over from a phone by a code that is good once', { tag: '@kiosk' }, async ({ page, open }) => {
  const phone = new Applicant(await open('phone', '/'));
  const { path } = await phone.book();
  await phone.link('over', 'link').click();
  const code = await readQr(phone.page.getByRole('img', { name: phone.t('over', 'qr') }));
  expect(code, 'the address itself is in no picture').not.toContain(path);
  await page.goto(KIOSK);
  const box = page.getByLabel(words('zh', 'kiosk', 'scan-box'), { exact: true });
  await box.fill(code);
  await box.press('Enter');
  await expect(page).toHaveURL(new RegExp(`${path}$`));
  await expect(page.locator('body')).toHaveAttribute('data-face', 'kiosk');
  await startAgain(page, 'zh');
  await box.fill(code);
  await box.press('Enter');
  await expect(page.getByRole('main')).toContainText(words('zh', 'kiosk_shell', 'phone-code-title'));
});

test('a place that is kept goes on on a phone with what was filled in', { tag: ['@kiosk', '@scripts'] }, async ({ page, open }) => {
  await page.goto(KIOSK);
  const resident = new Applicant(page);
  const [person] = couple();
  await resident.hold();
  await resident.fill(0, person);
  await resident.main().getByRole('button', { name: words('zh', 'kiosk_shell', 'phone-link'), exact: true }).tap();
  await expect(resident.heading(resident.t('over', 'title'))).toBeVisible();
  await awake(page, true);
  await expectAtKiosk(page, 'zh', 'over to the phone');
  const phone = new Applicant(await open('phone', await readQr(page.getByRole('img', { name: resident.t('over', 'qr') }))));
  await expect(phone.page).toHaveURL(/\/hold\/[\w-]+$/);
  await expect(phone.field(0, 'name')).toHaveValue(person.name);
  await resident.main().getByRole('link', { name: words('zh', 'kiosk_shell', 'phone-done'), exact: true }).tap();
  await expect(page).toHaveURL(new RegExp(`${KIOSK}$`));
});

test('the questions of the pre-check go on at the kiosk where the phone left them', { tag: ['@kiosk', '@scripts'] }, async ({ page, open }) => {
  const phone = new Applicant(await open('phone', '/what-can-i-get'));
  await phone.page.locator('#age').fill('85');
  await phone.main().getByRole('button', { name: phone.t('precheck', 'next'), exact: true }).click();
  await phone.main().getByRole('button', { name: phone.t('over', 'link'), exact: true }).click();
  const code = await readQr(phone.page.getByRole('img', { name: phone.t('over', 'qr') }));
  await page.goto(KIOSK);
  const box = page.getByLabel(words('zh', 'kiosk', 'scan-box'), { exact: true });
  await box.fill(code);
  await box.press('Enter');
  await expect(page.locator('input[name="age"][value="85"]')).toHaveCount(1);
  await expect(page).toHaveURL(/\/what-can-i-get$/);
  await expect(page.locator('[name="hukou"]').first()).toBeAttached();
});
