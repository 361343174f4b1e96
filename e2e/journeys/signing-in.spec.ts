import type { BrowserContext, Page } from '@playwright/test';
import { expectAccessible } from '../house/axe.ts';
import { START } from '../house/clock.ts';
import { STEWARD, signIn } from '../house/hall.ts';
import { PERSON, Provider } from '../house/provider.ts';
import { Resident, statusOf } from '../house/resident.ts';
import { expect, test } from '../house/test.ts';

/** The first of the demonstration's people (server/departments/data/identity.toml). */
const ZHANG = { masked: '张*', phone: '13800136001', lastFour: '0016' };

class SigningIn extends Resident {
  /** By the demonstration provider. */
  async asZhang(): Promise<void> {
    await this.page.goto('/sign-in');
    await this.link('resident_sign_in', 'provider').click();
    await this.page.getByRole('button', { name: '张样' }).click();
    await this.expectSignedIn(ZHANG.masked);
  }

  async expectSignedIn(masked: string): Promise<void> {
    await this.page.goto('/my');
    await expect(this.main()).toContainText(this.t('my', 'hello', { name: masked }));
  }

  async expectNobody(): Promise<void> {
    await this.page.goto('/my');
    await expect(this.main()).toContainText(this.t('my', 'by-reference'));
  }

  /** Signs out here; the provider may ask once more. */
  async leave(): Promise<void> {
    await this.page.goto('/my');
    await this.main().getByRole('button', { name: this.t('resident_sign_in', 'leave'), exact: true }).click();
  }
}

/** The page after signing out, here and there. */
const SIGNED_OUT = /\/signed-out(\?state=[^&]*)?$/;

const session = async (context: BrowserContext) => (await context.cookies()).find((cookie) => cookie.name === 'resident');

/** At the certified provider's own pages: anybody by any password, then consent. */
async function signInThere(page: Page): Promise<void> {
  await page.locator('input[name="login"]').fill('qian');
  await page.locator('input[name="password"]').fill('anything');
  await page.locator('button[type="submit"]').click();
  await page.locator('button[type="submit"]').click();
}

test('signed in, everything of a resident stands together, and each sign-in has a session of its own', async ({ page, context, javaScriptEnabled }) => {
  const resident = new SigningIn(page);
  await resident.expectNobody();
  await resident.asZhang();
  if (javaScriptEnabled) await expectAccessible(page, '/my, signed in');
  const first = await session(context);
  expect(first).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  const booked = await resident.book();
  await page.goto('/my');
  await expect(resident.main()).toContainText(booked.reference);
  // What they were told of it stands there too.
  await expect(resident.link('my', 'to-booking').first()).toBeVisible();
  await resident.leave();
  await expect(page).toHaveURL(SIGNED_OUT);
  await resident.expectNobody();
  // The address that the browser kept says how to get there, and nothing of the booking.
  expect((await page.goto(booked.path))?.status()).toBe(403);
  await expect(resident.heading(resident.t('my', 'own-title'))).toBeVisible();
  await expect(resident.main()).not.toContainText(booked.reference);
  if (javaScriptEnabled) await expectAccessible(page, 'something of an account, signed out');
  await resident.asZhang();
  expect((await session(context))?.value).not.toBe(first?.value);
  await expect(resident.main()).toContainText(booked.reference);
});

test('a certified provider signs in and out, here and there', async ({ page, house, open }) => {
  const provider = await Provider.open(house.url);
  try {
    await house.restartAt(START, { settings: provider.settings() });
    const resident = new SigningIn(page);
    await page.goto('/sign-in');
    await expect(resident.main()).not.toContainText(resident.t('resident_sign_in', 'demonstration'));
    await resident.link('resident_sign_in', 'provider').click();
    await signInThere(page);
    await resident.expectSignedIn(PERSON.masked);

    // Signing out here signs out there.
    await resident.leave();
    await page.locator('button[value="yes"]').click();
    await expect(resident.heading(resident.t('resident_sign_in', 'out-title'))).toBeVisible();
    await resident.expectNobody();
    await page.goto('/sign-in');
    await resident.link('resident_sign_in', 'provider').click();
    await signInThere(page);
    await resident.expectSignedIn(PERSON.masked);

    // Signing out there, in another window of the same browser, ends it here: the provider says so behind the browser's back.
    const there = await page.context().newPage();
    await there.goto(`${provider.issuer}/session/end`);
    await there.locator('button[value="yes"]').click();
    await expect(async () => resident.expectNobody()).toPass();

    // Another browser was never anybody.
    await new SigningIn(await open('phone', '/')).expectNobody();
  } finally {
    await provider.close();
  }
});

test('who gives it up at the provider is not signed in and is told so', async ({ page }) => {
  const resident = new SigningIn(page);
  await page.goto('/sign-in');
  await resident.link('resident_sign_in', 'provider').click();
  await page.getByRole('button', { name: '都不是' }).click();
  await expect(resident.main()).toContainText(resident.t('resident_sign_in', 'denied'));
  await resident.expectNobody();
});

test('without the provider: a code sent to the phone, or one on paper', async ({ page, open }) => {
  const resident = new SigningIn(page);
  await resident.asZhang();
  await page.goto('/sign-in/print');
  await resident.button('resident_sign_in', 'print-button').click();
  const paper = await resident.main().locator('.reference').innerText();
  await resident.leave();
  await expect(page).toHaveURL(SIGNED_OUT);

  const press = (key: string) =>
    statusOf(page, () => resident.main().getByRole('button', { name: resident.t('resident_sign_in', key), exact: true }).click());
  const fill = (key: string, value: string) => page.getByLabel(resident.t('resident_sign_in', key), { exact: true }).fill(value);
  await page.goto('/sign-in/paper');
  await fill('paper-code', paper);
  await fill('last-four', '0000');
  expect(await press('button')).toBe(422);
  await fill('paper-code', paper);
  await fill('last-four', ZHANG.lastFour);
  expect(await press('button')).toBe(303);
  await resident.expectSignedIn(ZHANG.masked);
  await resident.leave();
  // Who came by paper is known to no provider: signing out ends here.
  await expect(page).toHaveURL(SIGNED_OUT);

  await page.goto('/sign-in/code');
  await fill('phone', ZHANG.phone);
  await fill('last-four', ZHANG.lastFour);
  expect(await press('send')).toBe(303);
  await expect(resident.main()).toContainText(resident.t('resident_sign_in', 'sent'));
  const steward = await open('staff', '/steward/messages');
  await signIn(steward, STEWARD);
  await steward.goto('/steward/messages');
  const code = /\b\d{6}\b/.exec(await steward.getByRole('main').innerText())?.[0] ?? '';
  await fill('code', code === '000000' ? '000001' : '000000');
  expect(await press('button')).toBe(422);
  await fill('code', code);
  expect(await press('button')).toBe(303);
  await resident.expectSignedIn(ZHANG.masked);
});

test('a kiosk forgets who was signed in when the next person comes', { tag: '@kiosk' }, async ({ page }) => {
  const resident = new SigningIn(page);
  await resident.asZhang();
  await page.goto('/kiosk/hy');
  await resident.expectNobody();
});
