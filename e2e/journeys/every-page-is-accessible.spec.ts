import type { Page } from '@playwright/test';
import { expectAccessible } from '../house/axe.ts';
import { DAY_AFTER, TOMORROW } from '../house/clock.ts';
import { Counter, COUNTER, Kiosk, signIn, STEWARD } from '../house/hall.ts';
import type { House } from '../house/house.ts';
import { couple } from '../house/people.ts';
import { Resident, statusOf } from '../house/resident.ts';
import { awake, expect, look, test, type Look, type OpenScreen } from '../house/test.ts';
import { LANGS } from '../house/words.ts';

const PHONE = { width: 360, height: 740 };
const KIOSK = { width: 1080, height: 1920 };

const LOOKS: { name: string; size: typeof PHONE; look: Omit<Look, 'lang'> }[] = [
  { name: 'phone', size: PHONE, look: {} },
  { name: 'phone, largest print', size: PHONE, look: { print: 'larger' } },
  { name: 'phone, high contrast', size: PHONE, look: { contrast: 'high' } },
  { name: 'kiosk', size: KIOSK, look: {} },
  { name: 'kiosk, largest print, high contrast', size: KIOSK, look: { print: 'larger', contrast: 'high' } },
];

interface Lived {
  /** Pages of a booking that is confirmed, one that is cancelled, one whose people are in the hall. */
  booking: string;
  cancelled: string;
  ticket: string;
  kioskTicket: string;
  hold: string;
}

/** A house in which something has happened, so that every page has something to show. */
async function live(house: House, page: Page, open: OpenScreen): Promise<Lived> {
  const resident = new Resident(page);
  const arriving = await resident.book({ at: '10:00' });
  const given = await resident.book({ at: '11:00' });
  await page.goto(`${given.path}/cancel`);
  await resident.button('cancel', 'sure').click();
  await expect(resident.main()).toContainText(resident.t('booking', 'cancelled'));
  await house.restartAt(`${TOMORROW} 09:50`);
  const kiosk = new Kiosk(await open('kiosk', '/kiosk/hy'));
  await kiosk.typeReference(arriving.reference);
  const kioskTicket = new URL(kiosk.page.url()).pathname;
  const ticket = await kiosk.phonePath();
  const counter = new Counter(await open('staff', '/counter/hy/1'));
  await signIn(counter.page, COUNTER);
  await counter.act('open');
  await counter.act('next');
  const booking = (await resident.book({ on: DAY_AFTER })).path;
  await resident.hold({ on: DAY_AFTER, at: '14:00' });
  return { booking, cancelled: given.path, ticket, kioskTicket, hold: new URL(page.url()).pathname };
}

for (const lang of LANGS) {
  test(`every page can be used by everybody (${lang})`, { tag: '@once' }, async ({ page, house, open, javaScriptEnabled }) => {
    test.setTimeout(600_000);
    const lived = await live(house, page, open);
    const staff = await open('staff', '/staff', lang);
    await look(staff, { lang }, house.url);
    await staff.goto('/staff');
    await expectAccessible(staff, `${lang} /staff`);
    await staff.goto('/steward');
    await signIn(staff, STEWARD, lang);

    const see = async (on: Page, path: string, what: string): Promise<void> => {
      await on.goto(path);
      await awake(on, javaScriptEnabled);
      await expectAccessible(on, `${lang}, ${what}: ${path}`);
    };
    const desks = ['messages', 'dispatches', 'call-off', 'ratings', 'devices', 'devices/enrol', 'call-backs', 'kiosk-conflicts'].map((page) => `/steward/${page}`);
    for (const path of ['/steward', ...desks, '/counter/hy/1', '/counter/hy/2', '/counter/hy/2/rate']) {
      await see(staff, path, 'staff');
    }
    await see(await open('board', '/', lang), '/board/hy', 'board');

    const pages = [
      '/',
      '/services',
      '/services?q=%E9%A2%86%E8%AF%81',
      '/services?q=zzzzzz',
      '/services/xc-hy-01',
      '/services/xc-jz-01',
      '/book/xc-hy-01',
      '/book/xc-hy-01/hy',
      `/book/xc-hy-01/hy/${DAY_AFTER}`,
      lived.hold,
      lived.booking,
      `${lived.booking}/change`,
      `${lived.booking}/cancel`,
      lived.cancelled,
      '/what-can-i-get',
      '/verify',
      '/notices',
      '/notices/xc-jz-01',
      '/sign-in',
      '/sign-in/code',
      '/sign-in/paper',
      '/signed-out',
      '/find',
      '/my',
      '/resume',
      lived.ticket,
      '/nowhere',
      '/kiosk/enrol',
      '/kiosks',
    ];
    const atKiosk = ['/kiosk/hy', '/kiosk/hy/check-in', '/kiosk/hy/walk-in', '/kiosk/hy/help', lived.kioskTicket, '/services/xc-hy-01', '/find', '/wallet', '/sign-in'];
    const resident = new Resident(page, lang);
    for (const { name, size, look: how } of LOOKS) {
      await page.setViewportSize(size);
      await look(page, { lang, ...how }, house.url);
      for (const path of pages) await see(page, path, name);

      // Pages that only a form brings.
      await page.goto('/find');
      expect(await statusOf(page, () => resident.main().getByRole('button', { name: resident.t('find', 'button'), exact: true }).click())).toBe(422);
      await expectAccessible(page, `${lang}, ${name}: /find with mistakes`);
      await page.goto(lived.hold);
      await resident.field(0, 'name').fill('');
      expect(await statusOf(page, () => resident.next())).toBe(422);
      await expectAccessible(page, `${lang}, ${name}: who, with mistakes`);
      // The kiosk last: from its first screen on, this browser's pages stand in its frame, until it is at the door again.
      for (const path of atKiosk) await see(page, path, `${name} at a kiosk`);
      await page.goto('/kiosk/hy');
      expect(await new Kiosk(page, lang).scan('HTTPS://EXAMPLE.INVALID/')).toBe(422);
      await expectAccessible(page, `${lang}, ${name}: kiosk, refused`);
      await page.goto('/');
    }
  });

  test(`the answers can be checked by everybody (${lang})`, { tag: '@once' }, async ({ page, house }) => {
    await look(page, { lang, print: 'larger', contrast: 'high' }, house.url);
    const resident = new Resident(page, lang);
    await resident.book();
    await page.goBack();
    await expectAccessible(page, `${lang}: a hold that became a booking`);
    await page.goto('/book/xc-hy-01');
    await resident.choosePlace({ at: '15:00' });
    await resident.fillBoth(couple());
    await resident.next();
    await expect(resident.heading(resident.t('check', 'title'))).toBeVisible();
    await expectAccessible(page, `${lang}: check`);
  });
}
