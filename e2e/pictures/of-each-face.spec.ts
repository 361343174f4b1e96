import type { Page } from '@playwright/test';
import { TOMORROW } from '../house/clock.ts';
import { root } from '../house/files.ts';
import { Counter, COUNTER, Kiosk, signIn } from '../house/hall.ts';
import { Resident } from '../house/resident.ts';
import { awake, expect, test } from '../house/test.ts';

async function picture(page: Page, name: string): Promise<void> {
  await awake(page, true);
  await page.screenshot({ path: `${root}docs/pictures/${name}.png` });
}

test('pictures of each face', async ({ page, house, open }) => {
  const resident = new Resident(page);
  await page.goto('/');
  await picture(page, 'home');
  await page.goto('/services/xc-hy-01');
  await picture(page, 'guide');
  const bookings = [];
  for (const at of ['10:00', '10:30', '10:30', '11:00']) bookings.push(await resident.book({ at }));
  await picture(page, 'booking');

  await house.restartAt(`${TOMORROW} 10:01`);
  const kiosk = new Kiosk(await open('kiosk', '/kiosk/hy'));
  await picture(kiosk.page, 'kiosk');
  for (const booking of bookings) {
    await kiosk.page.goto('/kiosk/hy');
    await kiosk.typeReference(booking.reference);
    await kiosk.number();
  }
  const phone = await open('phone', await kiosk.phonePath());
  const counter = new Counter(await open('staff', '/counter/hy/1'));
  await signIn(counter.page, COUNTER);
  await counter.act('open');
  await counter.act('next');
  await picture(counter.page, 'counter');
  const board = await open('board', '/board/hy');
  await expect(board.getByRole('main')).toContainText(/[A-Z]\d{3}/);
  await picture(board, 'board');
  await picture(phone, 'ticket');
});
