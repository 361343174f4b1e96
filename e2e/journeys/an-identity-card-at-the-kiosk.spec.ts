import type { Page } from '@playwright/test';
import { Applicant } from '../house/applicant.ts';
import { expectAccessible } from '../house/axe.ts';
import { CardReader } from '../house/card-reader.ts';
import { START } from '../house/clock.ts';
import type { House } from '../house/house.ts';
import { couple } from '../house/people.ts';
import { enrolledKiosk } from '../house/printer.ts';
import { Resident } from '../house/resident.ts';
import { expect, test, type OpenScreen } from '../house/test.ts';
import { words } from '../house/words.ts';

const FIRST = /\/kiosk\/hy$/;
const t = (key: string): string => words('zh', 'kiosk_card', key);
const signedIn = (page: Page) => page.getByRole('link', { name: words('zh', 'resident_sign_in', 'signed-in', { name: '样*甲' }), exact: true });
const readButton = (page: Page) => page.getByRole('main').getByRole('button', { name: t('read'), exact: true });

/** An enrolled kiosk with its reader; both go when the test has ended. */
async function atKiosk(house: House, open: OpenScreen, act: (kiosk: Page, reader: CardReader) => Promise<void>): Promise<void> {
  const reader = await CardReader.open(house.url);
  try {
    await house.restartAt(START, { settings: { YIMEN_BRIDGE_URL: reader.bridge.url } });
    await act(await enrolledKiosk(open, reader.bridge, 'hy'), reader);
  } finally {
    await reader.bridge.close();
  }
}

/** Everything that the browser keeps and a page or a person could read. */
async function kept(page: Page): Promise<string> {
  const stored = await page.evaluate(() => JSON.stringify([location.href, { ...sessionStorage }, { ...localStorage }]));
  return stored + JSON.stringify(await page.context().cookies());
}

/** A card that signed nobody in is taken, and the page has heard of it. */
async function taken(page: Page, reader: CardReader): Promise<void> {
  await reader.take();
  await expect.poll(() => page.evaluate(() => sessionStorage.getItem('card'))).toBeNull();
}

test('who lays their card is signed in, and taking it away ends everything', { tag: '@scripts' }, async ({ house, open }) => {
  test.setTimeout(180_000);
  await atKiosk(house, open, async (kiosk, reader) => {
    const [person] = couple();
    await kiosk.goto('/sign-in?back=/my');
    const section = kiosk.getByRole('region', { name: t('title') });
    await expect(section).toContainText(t('lay'));
    await expectAccessible(kiosk, 'signing in by a card');

    // A card that is no longer valid is told why; the other ways are still there.
    await reader.lay(person, '20200101');
    await expect(section.getByText(t('expired'))).toBeVisible();
    await expect(kiosk.getByRole('link', { name: words('zh', 'resident_sign_in', 'by-code') })).toBeVisible();
    await expect(signedIn(kiosk)).toHaveCount(0);
    await taken(kiosk, reader);

    await reader.lay(person);
    await expect(kiosk).toHaveURL(/:\d+\/my$/);
    await expect(signedIn(kiosk)).toBeVisible();
    for (const told of [person.name, person.document]) expect(await kept(kiosk)).not.toContain(told);

    // It is theirs on every page, and fills what is asked.
    await kiosk.goto('/find');
    await readButton(kiosk).click();
    await expect(kiosk.locator('#last_four')).toHaveValue(person.document.slice(-4));
    await expect(kiosk.getByText(t('read-filled'))).toBeVisible();

    await reader.take();
    await expect(kiosk.getByRole('alert').filter({ hasText: t('goodbye') })).toBeVisible();
    await expect(kiosk).toHaveURL(FIRST);
    await kiosk.goto('/my');
    await expect(signedIn(kiosk)).toHaveCount(0);
    expect(house.log).not.toContain(person.document);
    expect(house.log).not.toContain(person.name);
  });
});

test('a card that was forgotten is called out, is nobody else’s, and the next one counts once it is taken', { tag: '@scripts' }, async ({ house, open }) => {
  test.setTimeout(180_000);
  await atKiosk(house, open, async (kiosk, reader) => {
    const [person, next] = couple();
    const callsOut = kiosk.getByRole('alert').filter({ hasText: t('take') });
    await kiosk.goto('/sign-in?back=/my');
    await expect(kiosk.getByRole('region', { name: t('title') })).toBeVisible();
    await reader.lay(person);
    await expect(signedIn(kiosk)).toBeVisible();
    await expect(callsOut).toBeHidden();
    await kiosk.getByRole('link', { name: words('zh', 'kiosk_shell', 'finished'), exact: true }).click();
    await expect(kiosk).toHaveURL(FIRST);
    await expect(callsOut).toBeVisible();
    await expectAccessible(kiosk, 'a forgotten card');

    // The next person: signed in as nobody, and reads nothing of it.
    await kiosk.goto('/sign-in?back=/my');
    await expect(callsOut).toBeVisible();
    await expect(kiosk).toHaveURL(/\/sign-in/);
    await kiosk.goto('/find');
    await readButton(kiosk).click();
    await expect(kiosk.getByText(t('read-other'))).toBeVisible();
    await expect(kiosk.locator('#last_four')).toHaveValue('');

    await reader.take();
    await expect(callsOut).toBeHidden();
    await expect(kiosk.getByText(t('read-lay'))).toBeVisible();
    await reader.lay(next);
    await expect(kiosk.locator('#last_four')).toHaveValue(next.document.slice(-4));
    // They only read it: taking it ends nothing.
    await taken(kiosk, reader);
    await expect(kiosk.locator('#last_four')).toHaveValue(next.document.slice(-4));
    await expect(kiosk).toHaveURL(/\/find$/);
  });
});

test('two people each read their own card into a booking, and one into an application', { tag: '@scripts' }, async ({ house, open }) => {
  test.setTimeout(180_000);
  await atKiosk(house, open, async (kiosk, reader) => {
    const [first, second] = couple();
    const resident = new Resident(kiosk);
    await resident.hold();
    const read = (which: 0 | 1) => resident.answers(which).getByRole('button', { name: t('read'), exact: true });
    await read(0).click();
    await expect(resident.answers(0).getByText(t('read-lay'))).toBeVisible();
    await reader.lay(first);
    await expect(resident.field(0, 'name')).toHaveValue(first.name);
    await expect(resident.field(0, 'document')).toHaveValue(first.document);
    await read(1).click();
    await expect(resident.answers(1).getByText(t('read-other'))).toBeVisible();
    await expect(resident.field(1, 'name')).toHaveValue('');
    await reader.take();
    await expect(resident.answers(1).getByText(t('read-lay'))).toBeVisible();
    await reader.lay(second);
    await expect(resident.field(1, 'document')).toHaveValue(second.document);
    await expect(resident.field(0, 'document')).toHaveValue(first.document);
    await expectAccessible(kiosk, 'a booking filled from two cards');
    await taken(kiosk, reader);

    const applicant = new Applicant(kiosk);
    await applicant.begin('XC-LN-01');
    await readButton(kiosk).click();
    await expect(kiosk.getByText(t('read-lay'))).toBeVisible();
    await reader.lay(first);
    await expect(kiosk.locator('#name')).toHaveValue(first.name);
    await expect(kiosk.locator('#id_no')).toHaveValue(first.document);
    await expect(kiosk.locator('[name="id_type"][value="ID_CN"]')).toBeChecked();
  });
});
