import { expect, type Locator, type Page } from '@playwright/test';
import { readQr } from './qr.ts';
import { statusOf } from './resident.ts';
import { pattern, serviceName, venueName, words, type Lang } from './words.ts';

/** Examples of server/data/staff.toml. */
export const COUNTER = { account: 'counter', password: 'yimen-counter' };
export const STEWARD = { account: 'steward', password: 'yimen-steward' };
/** Works at the department behind the subsidy system. */
export const SUBSIDY = { account: 'subsidy', password: 'yimen-subsidy' };
/** Works at the charity department. */
export const CHARITY = { account: 'charity', password: 'yimen-charity' };
export const HELPER = { account: 'helper', password: 'yimen-helper' };

/** A ticket's number: A012. */
const NUMBER = /\b[A-Z]\d{3}\b/;

/** What answers a question by its name, whatever it is made of. */
function choice(page: Page, name: string): Locator {
  const main = page.getByRole('main');
  return main.getByRole('button', { name }).or(main.getByRole('link', { name })).or(main.getByRole('radio', { name })).first();
}

export class Kiosk {
  constructor(
    readonly page: Page,
    readonly lang: Lang = 'zh',
  ) {}

  t(key: string, values: Record<string, string> = {}): string {
    return words(this.lang, 'kiosk', key, values);
  }

  /** A scanner types what it reads and presses Enter. */
  async scan(text: string): Promise<number> {
    const box = this.page.getByLabel(this.t('scan-box'), { exact: true });
    await box.fill(text);
    return statusOf(this.page, () => box.press('Enter'));
  }

  /** From the first screen it is one step to the keys. */
  async typeReference(reference: string): Promise<number> {
    const box = this.page.getByLabel(this.t('reference-box'), { exact: true });
    if ((await box.count()) === 0) {
      await this.page.getByRole('link', { name: words(this.lang, 'kiosk_shell', 'check-in') }).click();
      await box.waitFor();
    }
    await box.fill(reference);
    return statusOf(this.page, () => box.press('Enter'));
  }

  /** Takes a number without an appointment: which service, and which of the reasons for going ahead of others. */
  async takeNumber(service: string, group: string): Promise<void> {
    for (const name of [serviceName(this.lang, service), group]) {
      const answer = choice(this.page, name);
      if ((await answer.getAttribute('type')) === 'radio') {
        await answer.check();
        await this.page.getByRole('main').getByRole('button').last().click();
      } else {
        await answer.click();
      }
    }
  }

  /** Why the check-in was not taken: its title and its text. */
  async expectRefusal(key: string, values: Record<string, string> = {}): Promise<void> {
    const main = this.page.getByRole('main');
    await expect(main).toContainText(this.t(`${key}-title`));
    await expect(main).toContainText(pattern(this.lang, 'kiosk', `${key}-text`, values));
  }

  /** The number on the ticket's page. */
  async number(): Promise<string> {
    await expect(this.page).toHaveURL(/\/kiosk\/[^/]+\/ticket\//);
    const main = this.page.getByRole('main');
    await expect(main).toContainText(NUMBER);
    return NUMBER.exec(await main.innerText())?.[0] ?? '';
  }

  /** The phone's page, from the code on the ticket. */
  async phonePath(): Promise<string> {
    return new URL(await readQr(this.page.getByRole('img', { name: this.t('phone-label') }))).pathname;
  }
}

export async function signIn(page: Page, { account, password }: { account: string; password: string }, lang: Lang = 'zh'): Promise<void> {
  await page.getByLabel(words(lang, 'sign_in', 'account'), { exact: true }).fill(account);
  await page.getByLabel(words(lang, 'sign_in', 'password'), { exact: true }).fill(password);
  await page.getByRole('main').getByRole('button', { name: words(lang, 'sign_in', 'button'), exact: true }).click();
  await expect(page).not.toHaveURL(/\/staff/);
}

/** The buttons of a counter, by the keys of their names. */
export type CounterAct = 'open' | 'next' | 'recall' | 'not-here' | 'start' | 'finish' | 'pause' | 'resume';

export class Counter {
  constructor(readonly page: Page) {}

  button(act: CounterAct): Locator {
    return this.main().getByRole('button', { name: words('zh', 'counter', act), exact: true });
  }

  async act(act: CounterAct): Promise<void> {
    expect(await statusOf(this.page, () => this.button(act).click()), act).toBe(303);
  }

  main(): Locator {
    return this.page.getByRole('main');
  }
}

export class CallOff {
  constructor(readonly page: Page) {}

  t(key: string, values: Record<string, string> = {}): string {
    return words('zh', 'call_off', key, values);
  }

  /** Asks how many would be touched. */
  async ask(venue: string, date: string, zh: string, en: string): Promise<void> {
    const field = (key: string): Locator => this.page.getByLabel(this.t(key), { exact: true });
    await field('venue').selectOption({ label: venueName('zh', venue) });
    await field('date').fill(date);
    await field('reason-zh').fill(zh);
    await field('reason-en').fill(en);
    await this.page.getByRole('button', { name: this.t('ask'), exact: true }).click();
    await expect(this.page.getByRole('heading', { name: this.t('sure-title') })).toBeVisible();
  }

  /** Does it. */
  async sure(): Promise<void> {
    await this.page.getByRole('button', { name: this.t('sure'), exact: true }).click();
    await expect(this.page.getByRole('heading', { name: this.t('sure-title') })).toHaveCount(0);
  }
}
