import { expect, type Locator, type Page } from '@playwright/test';
import { signIn, STEWARD } from './hall.ts';
import type { Person } from './people.ts';
import { readQr, readSentQr } from './qr.ts';
import { Resident, statusOf } from './resident.ts';
import type { OpenScreen, Screen } from './test.ts';

/** Examples of server/data/staff.toml, by their store. */
export const SELLERS = {
  'cs-01': { account: 'store1', password: 'yimen-store1' },
  'cs-03': { account: 'store3', password: 'yimen-store3' },
} as const;

export type Store = keyof typeof SELLERS;

/** A store's phone or tablet: enrolled by the steward, then in the hands of who sells. */
export class Till extends Resident {
  static async open(open: OpenScreen, store: Store, screen: Screen = store === 'cs-01' ? 'phone' : 'staff'): Promise<Till> {
    const till = new Till(await open(screen, '/steward/tills'));
    await signIn(till.page, STEWARD);
    await till.page.locator('#store').selectOption(store);
    await till.page.locator('#name').fill('1号');
    await till.press('till', 'tills-enrol');
    await expect(till.main()).toContainText(till.like('till', 'tills-this'));
    await till.page.goto('/staff');
    await till.main().getByRole('button', { name: till.t('sign_in', 'leave'), exact: true }).click();
    await till.page.goto('/till');
    await signIn(till.page, SELLERS[store]);
    await expect(till.heading(till.t('till', 'title'))).toBeVisible();
    return till;
  }

  async press(file: string, key: string): Promise<void> {
    await this.main().getByRole('button', { name: this.t(file, key), exact: true }).click();
  }

  /** A scanner types the code and presses Enter. */
  async charge(code: string, yuan: Record<string, string>, pin?: string): Promise<number> {
    if (!/\/till$/.test(this.page.url())) await this.page.goto('/till');
    for (const [category, amount] of Object.entries(yuan)) await this.page.locator(`#fen-${category}`).fill(amount);
    if (pin) await this.page.locator('#pin').fill(pin);
    const scan = this.page.locator('#scanned');
    await scan.fill(code);
    return statusOf(this.page, () => scan.press('Enter'));
  }

  /** Enters amounts for what was scanned before, and presses «charge». */
  async pay(yuan: Record<string, string>): Promise<number> {
    for (const [category, amount] of Object.entries(yuan)) await this.page.locator(`#fen-${category}`).fill(amount);
    return statusOf(this.page, () => this.press('till', 'pay'));
  }
}

/** What the till's own script says, of the sentences that stand in its page. */
export const saidByTill = (page: Page, name: string): Locator => page.locator(`[data-say="${name}"]`);

/** A resident's wallet on their phone. */
export class Wallet extends Resident {
  constructor(
    page: Page,
    readonly path: string,
  ) {
    super(page);
  }

  /** The code that is shown now. */
  async code(): Promise<string> {
    await this.page.goto(`${this.path}/code`);
    return readQr(this.main().locator('.wallet-code'));
  }

  /** The next codes, one after the other, faster than a screen shows them. */
  async codes(count: number): Promise<string[]> {
    const codes: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const answer = await this.page.request.get(`${this.path}/code`);
      codes.push(readSentQr(await answer.text()));
    }
    return codes;
  }

  async expectBalance(yuan: string): Promise<void> {
    await this.page.goto(this.path);
    await expect(this.main().locator('.wallet-balance')).toContainText(`¥${yuan}`);
  }
}

/** Grants a voucher to somebody who never was here, and opens their wallet on their own phone. */
export async function granted(open: OpenScreen, document: string, yuan: string): Promise<Wallet> {
  const person = { name: '样例丑', document, phone: `1390013${document.slice(13, 17)}` };
  const steward = await grant(open, person, yuan);
  return reachWallet(await open('phone', '/wallet'), steward, person);
}

/** Signs somebody in by the code that is sent to the telephone of their grant, and finds their wallet. The steward's page shows the code. */
export async function reachWallet(page: Page, steward: Resident, { document, phone }: Pick<Person, 'document' | 'phone'>): Promise<Wallet> {
  const resident = new Resident(page);
  const typed = (key: string) => page.getByLabel(resident.t('resident_sign_in', key), { exact: true });
  const press = (key: string) => resident.main().getByRole('button', { name: resident.t('resident_sign_in', key), exact: true }).click();
  await page.goto('/wallet');
  await resident.link('wallet', 'by-phone').click();
  await typed('phone').fill(phone);
  await typed('last-four').fill(document.slice(-4));
  await press('send');
  await expect(resident.main()).toContainText(resident.t('resident_sign_in', 'sent'));
  await steward.page.goto('/steward/messages');
  const sent = steward.main().locator('li.card').filter({ hasText: `${phone.slice(0, 3)}****${phone.slice(-4)}` });
  const code = /\b\d{6}\b/.exec(await sent.filter({ hasText: /\b\d{6}\b/ }).first().innerText())?.[0] ?? '';
  await typed('code').fill(code);
  await press('button');
  await expect(page).toHaveURL(/\/wallet$/);
  const shown = await resident.link('wallet', 'show-code').getAttribute('href');
  return new Wallet(page, (shown ?? '').replace(/\/code$/, ''));
}

/** A card for somebody without a phone: what its code says, and its PIN. */
export interface VoucherCard {
  code: string;
  pin: string;
}

/** The same for somebody without a phone: a card is printed for them at the counter. */
export async function printedCard(open: OpenScreen, person: Person, yuan: string): Promise<VoucherCard> {
  const steward = await grant(open, person, yuan);
  await steward.page.goto('/steward/vouchers/wallet');
  await steward.page.locator('#document').fill(person.document);
  await steward.main().getByRole('button', { name: steward.t('grants', 'wallet-find'), exact: true }).click();
  await steward.main().getByRole('button', { name: steward.t('grants', 'card-make'), exact: true }).click();
  const code = await readQr(steward.main().locator('.voucher-card .qr'));
  return { code, pin: await steward.main().locator('.voucher-pin .reference').innerText() };
}

async function grant(open: OpenScreen, { name, document, phone }: Person, yuan: string): Promise<Resident> {
  const steward = new Resident(await open('staff', '/steward/vouchers/grant'));
  if (/\/staff/.test(steward.page.url())) await signIn(steward.page, STEWARD);
  await steward.page.locator('#programme').selectOption('living');
  await steward.page.locator('#amount').fill(yuan);
  await steward.page.locator('#name').fill(name);
  await steward.page.locator('#document').fill(document);
  await steward.page.locator('#phone').fill(phone);
  await steward.main().getByRole('button', { name: steward.t('grants', 'grant'), exact: true }).click();
  await expect(steward.main()).toContainText(steward.t('grants', 'granted'));
  return steward;
}
