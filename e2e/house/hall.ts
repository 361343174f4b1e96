import { expect, type Locator, type Page } from '@playwright/test';
import { readQr } from './qr.ts';
import { statusOf } from './resident.ts';

/** Examples of server/data/staff.toml. */
export const COUNTER = { account: 'counter', password: 'yimen-counter' };
export const STEWARD = { account: 'steward', password: 'yimen-steward' };

/** What the forms of hall and staff send is their contract; controls are found by it, in both languages alike. */
function control(page: Page, name: string, value?: string): Locator {
  return page.locator(value === undefined ? `[name="${name}"]:not([type="hidden"])` : `[name="${name}"][value="${value}"]`);
}

/** A ticket's number: A012. */
const NUMBER = /\b[A-Z]\d{3}\b/;

export class Kiosk {
  constructor(readonly page: Page) {}

  /** A scanner types what it reads and presses Enter. */
  async scan(text: string): Promise<number> {
    const box = control(this.page, 'scanned');
    await box.fill(text);
    return statusOf(this.page, () => box.press('Enter'));
  }

  async typeReference(reference: string): Promise<number> {
    const box = control(this.page, 'reference');
    await box.fill(reference);
    return statusOf(this.page, () => box.press('Enter'));
  }

  /** Why the check-in was not taken. */
  refusal(): Locator {
    return this.page.getByRole('main').getByRole('alert');
  }

  /** The number on the ticket's page. */
  async number(): Promise<string> {
    await expect(this.page).toHaveURL(/\/kiosk\/[^/]+\/ticket\//);
    return numberOn(this.page);
  }

  /** The phone's page, from the code on the ticket. */
  async phonePath(): Promise<string> {
    return new URL(await readQr(this.page.getByRole('main').getByRole('img').first())).pathname;
  }
}

export async function numberOn(page: Page): Promise<string> {
  const main = page.getByRole('main');
  await expect(main).toContainText(NUMBER);
  return NUMBER.exec(await main.innerText())?.[0] ?? '';
}

export async function signIn(page: Page, { account, password }: { account: string; password: string }): Promise<void> {
  await control(page, 'account').fill(account);
  await control(page, 'password').fill(password);
  await control(page, 'password').press('Enter');
  await expect(page).not.toHaveURL(/\/staff/);
}

export type CounterAct = 'next' | 'recall' | 'not_here' | 'start' | 'finish' | 'pause' | 'resume';

export class Counter {
  constructor(readonly page: Page) {}

  button(act: CounterAct): Locator {
    return control(this.page, 'do', act);
  }

  async act(act: CounterAct): Promise<void> {
    expect([200, 303]).toContain(await statusOf(this.page, () => this.button(act).click()));
  }

  main(): Locator {
    return this.page.getByRole('main');
  }
}

export class CallOff {
  constructor(readonly page: Page) {}

  /** Asks how many would be touched. */
  async ask(venue: string, date: string, zh: string, en: string): Promise<void> {
    await answer(control(this.page, 'venue').first(), venue);
    await control(this.page, 'date').fill(date);
    await control(this.page, 'reason_zh').fill(zh);
    await control(this.page, 'reason_en').fill(en);
    await statusOf(this.page, () => control(this.page, 'reason_en').press('Enter'));
  }

  /** Does it. */
  async sure(): Promise<void> {
    const form = this.page.getByRole('main').locator('form').filter({ has: this.page.locator('[name="sure"][value="yes"]') });
    const box = form.getByRole('checkbox');
    if ((await box.count()) > 0) await box.check();
    await statusOf(this.page, () => form.getByRole('button').first().click());
  }
}

/** Answers a list or a line. */
async function answer(field: Locator, value: string): Promise<void> {
  const tag = await field.evaluate((element) => element.tagName);
  if (tag === 'SELECT') await field.selectOption(value);
  else await field.fill(value);
}
