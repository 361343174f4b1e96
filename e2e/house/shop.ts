import { expect, type Page } from '@playwright/test';
import { signIn, STEWARD } from './hall.ts';
import type { Person } from './people.ts';
import { readQr } from './qr.ts';
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
}

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

  async expectBalance(yuan: string): Promise<void> {
    await this.page.goto(this.path);
    await expect(this.main().locator('.wallet-balance')).toContainText(`¥${yuan}`);
  }
}

/** Grants a voucher to somebody and finds their wallet, as the steward does. */
export async function granted(open: OpenScreen, document: string, yuan: string): Promise<Wallet> {
  const { token } = await grant(open, { name: '样例丑', document }, yuan);
  return new Wallet(await open('phone', `/wallet/${token}`), `/wallet/${token}`);
}

/** A card for somebody without a phone: what its code says, and its PIN. */
export interface VoucherCard {
  code: string;
  pin: string;
}

/** The same for somebody without a phone: a card is printed for them at the counter. */
export async function printedCard(open: OpenScreen, person: Person, yuan: string): Promise<VoucherCard> {
  const { steward } = await grant(open, person, yuan);
  await steward.main().getByRole('button', { name: steward.t('grants', 'card-make'), exact: true }).click();
  const code = await readQr(steward.main().locator('.voucher-card .qr'));
  return { code, pin: await steward.main().locator('.voucher-pin .reference').innerText() };
}

async function grant(open: OpenScreen, { name, document }: Pick<Person, 'name' | 'document'>, yuan: string): Promise<{ steward: Resident; token: string }> {
  const steward = new Resident(await open('staff', '/steward/vouchers/grant'));
  if (/\/staff/.test(steward.page.url())) await signIn(steward.page, STEWARD);
  await steward.page.locator('#programme').selectOption('living');
  await steward.page.locator('#amount').fill(yuan);
  await steward.page.locator('#name').fill(name);
  await steward.page.locator('#document').fill(document);
  await steward.main().getByRole('button', { name: steward.t('grants', 'grant'), exact: true }).click();
  await expect(steward.main()).toContainText(steward.t('grants', 'granted'));
  await steward.page.goto('/steward/vouchers/wallet');
  await steward.page.locator('#document').fill(document);
  await steward.main().getByRole('button', { name: steward.t('grants', 'wallet-find'), exact: true }).click();
  const token = await steward.main().locator('input[name="wallet"]').getAttribute('value');
  return { steward, token: token ?? '' };
}
