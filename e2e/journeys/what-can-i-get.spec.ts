import type { Page } from '@playwright/test';
import { expectAccessible } from '../house/axe.ts';
import { toml } from '../house/files.ts';
import { Resident, statusOf } from '../house/resident.ts';
import { expect, look, test } from '../house/test.ts';
import { LANGS, serviceName, type Lang } from '../house/words.ts';

type Pair = Record<Lang, string>;
const rules = toml<{ question: ({ key: string } & Pair)[] }>('server/data/precheck.toml');

/** A woman of 85 in Xicheng who gets by, holds no certificate and had no misfortune. */
const ANSWERS: Record<string, string> = { age: '85', hukou: 'xicheng', household: 'fine', alone: 'no', card_kind: 'none', sudden: 'none', care: 'no' };

/** The question on the screen, by its words. */
async function asked(page: Page, lang: Lang): Promise<string> {
  const title = await page.getByRole('heading', { level: 1 }).innerText();
  const question = rules.question.find((each) => each[lang] === title);
  if (!question) throw new Error(`no question «${title}» in precheck.toml`);
  return question.key;
}

class Asking extends Resident {
  async press(key: 'next' | 'back' | 'finish'): Promise<number> {
    return statusOf(this.page, () => this.main().getByRole('button', { name: this.t('precheck', key), exact: true }).click());
  }

  /** Answers whatever is asked until the answers are there. */
  async answerAll(lang: Lang): Promise<void> {
    const result = this.heading(this.t('precheck', 'result-title'));
    while (!(await result.isVisible())) {
      const key = await asked(this.page, lang);
      const answer = ANSWERS[key];
      if (answer !== undefined) {
        const inputs = this.main().locator(`[name="${key}"]`);
        if ((await inputs.count()) === 1) await inputs.fill(answer);
        else await this.main().locator(`[name="${key}"][value="${answer}"]`).check();
      }
      expect(await this.press('next'), key).toBe(200);
    }
  }
}

for (const lang of LANGS) {
  test(`a few questions say what is likely, what depends, and why not (${lang})`, { tag: '@kiosk' }, async ({ page, house, context, javaScriptEnabled }) => {
    await look(page, { lang }, house.url);
    const resident = new Asking(page, lang);
    await page.goto('/');
    await resident.main().getByRole('link', { name: resident.t('precheck', 'title') }).click();
    await expect(resident.main()).toContainText(resident.t('precheck', 'intro'));
    const cookies = await context.cookies();
    await resident.answerAll(lang);
    const shelf = (key: string) => resident.main().getByRole('region', { name: resident.like('precheck', 'counted', { what: resident.t('precheck', key) }) });
    await expect(shelf('likely')).toContainText(serviceName(lang, 'XC-LN-01'));
    await expect(shelf('no')).toContainText(serviceName(lang, 'XC-CJ-01'));
    if (javaScriptEnabled) await expectAccessible(page, `${lang}: what may be for you`);
    // Nothing of it is kept: not in the address, not in a cookie, not in the browser's storage.
    expect(new URL(page.url()).search).toBe('');
    expect((await context.cookies()).map((cookie) => cookie.name).sort()).toEqual(cookies.map((cookie) => cookie.name).sort());
    if (javaScriptEnabled) expect(await page.evaluate(() => Object.values({ ...localStorage, ...sessionStorage }).join())).not.toContain('xicheng');
    await resident.main().getByRole('link', { name: resident.t('precheck', 'again') }).click();
    await expect(resident.main().locator('[name="age"]')).toHaveValue('');
  });
}

test('a number that cannot be is told beside its input, and going back keeps what was answered', async ({ page }) => {
  const resident = new Asking(page);
  await page.goto('/what-can-i-get');
  const age = resident.main().locator('[name="age"]');
  await age.fill('one hundred');
  expect(await resident.press('next')).toBe(422);
  await expect(age).toHaveValue('one hundred');
  await expect(resident.main().getByRole('alert')).toBeVisible();
  await age.fill('85');
  expect(await resident.press('next')).toBe(200);
  await resident.main().locator('[name="hukou"][value="beijing"]').check();
  expect(await resident.press('next')).toBe(200);
  expect(await resident.press('back')).toBe(200);
  await expect(resident.main().locator('[name="hukou"][value="beijing"]')).toBeChecked();
  expect(await resident.press('back')).toBe(200);
  await expect(resident.main().locator('[name="age"]')).toHaveValue('85');
});

test('who answers nothing is told what can be asked about', async ({ page }) => {
  const resident = new Asking(page);
  await page.goto('/what-can-i-get');
  expect(await resident.press('next')).toBe(200);
  expect(await resident.press('finish')).toBe(200);
  await expect(resident.main()).toContainText(resident.t('precheck', 'result-text'));
  await expect(resident.main().getByRole('region', { name: resident.t('precheck', 'maybe') })).toBeVisible();
  await expect(resident.main().getByRole('region', { name: resident.t('precheck', 'no') })).toHaveCount(0);
});
