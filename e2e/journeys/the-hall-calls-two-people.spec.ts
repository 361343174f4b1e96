import { TOMORROW } from '../house/clock.ts';
import { Counter, COUNTER, Kiosk, signIn } from '../house/hall.ts';
import { Resident } from '../house/resident.ts';
import { awake, expect, test } from '../house/test.ts';
import { pattern, serviceName, words } from '../house/words.ts';

test('the pass is scanned, the hall calls, the registrar marries, and everyone knows', async ({ page, house, registry, open, javaScriptEnabled }) => {
  const resident = new Resident(page);
  const booked = await resident.book({ at: '10:00' });
  const pass = await resident.readPass();
  await house.restartAt(`${TOMORROW} 09:50`);

  const kiosk = new Kiosk(await open('kiosk', '/kiosk/hy'));
  expect(await kiosk.scan(pass)).toBe(303);
  const number = await kiosk.number();

  const phone = await open('phone', await kiosk.phonePath());
  await expect(phone.getByRole('main')).toContainText(number);
  await awake(phone, javaScriptEnabled);
  await expect(phone.getByRole('main')).toContainText(words('zh', 'queue', 'ahead-none'));

  const board = await open('board', '/board/hy');
  await expect(board.getByRole('main')).toContainText(number);
  await awake(board, javaScriptEnabled);

  const counter = new Counter(await open('staff', '/counter/hy/1'));
  await signIn(counter.page, COUNTER);
  await counter.act('open');
  await counter.act('next');
  await expect(counter.main()).toContainText(number);
  await expect(counter.main()).toContainText(serviceName('zh', 'XC-HY-01'));
  await expect(counter.main()).toContainText(booked.reference);
  for (const person of booked.people) await expect(counter.main()).not.toContainText(person.document);

  // The phone hears of it by itself; without scripts its page is asked again.
  if (javaScriptEnabled === false) await phone.reload();
  await expect(phone.getByRole('main')).toContainText(words('zh', 'ticket', 'counter', { n: '1' }));
  if (javaScriptEnabled === false) await board.reload();
  await expect(board.getByRole('main')).toContainText(new RegExp(`${number}[^]*1`));
  await expect(board.getByText(words('zh', 'board', 'nobody'))).toBeHidden();

  await page.goto(booked.path);
  await expect(resident.main()).toContainText(resident.t('booking', 'arrived'));

  await counter.act('start');
  if (javaScriptEnabled === false) await phone.reload();
  await expect(phone.getByRole('main')).toContainText(words('zh', 'ticket', 'serving'));
  await counter.act('finish');
  await expect(counter.button('next')).toBeVisible();
  if (javaScriptEnabled === false) await phone.reload();
  await expect(phone.getByRole('main')).toContainText(words('zh', 'ticket', 'done'));
  await page.reload();
  await expect(resident.main()).toContainText(resident.t('booking', 'served'));
  if (javaScriptEnabled === false) await board.reload();
  await expect(board.getByRole('main')).not.toContainText(number);

  await registry.registrationDone(booked.reference);
  await expect(async () => {
    await page.reload();
    await expect(resident.main()).toContainText(resident.like('booking', 'done'), { timeout: 500 });
  }).toPass();
  expect((await registry.booking(booked.reference))?.state).toBe('registered');
});

test('two couples are called to two counters, in the order of their times', async ({ page, house, open }) => {
  const early = await new Resident(page).book({ at: '10:00' });
  const later = await new Resident(page).book({ at: '10:30' });
  await house.restartAt(`${TOMORROW} 09:50`);
  const kiosk = new Kiosk(await open('kiosk', '/kiosk/hy'));
  // The later couple arrives first.
  await kiosk.typeReference(later.reference);
  const laterNumber = await kiosk.number();
  await kiosk.page.goto('/kiosk/hy');
  await kiosk.typeReference(early.reference);
  const earlyNumber = await kiosk.number();
  expect(earlyNumber).not.toBe(laterNumber);

  const first = new Counter(await open('staff', '/counter/hy/1'));
  await signIn(first.page, COUNTER);
  await first.act('open');
  const second = new Counter(await open('staff', '/counter/hy/2'));
  await signIn(second.page, COUNTER);
  await second.act('open');
  await first.act('next');
  await expect(first.main()).toContainText(earlyNumber);
  await second.act('next');
  await expect(second.main()).toContainText(laterNumber);
});

test('who misses a call is called again, and is never void', async ({ page, house, open }) => {
  const booked = await new Resident(page).book({ at: '10:00' });
  await house.restartAt(`${TOMORROW} 09:50`);
  const kiosk = new Kiosk(await open('kiosk', '/kiosk/hy'));
  await kiosk.typeReference(booked.reference);
  const number = await kiosk.number();
  const phone = await open('phone', await kiosk.phonePath());

  const counter = new Counter(await open('staff', '/counter/hy/1'));
  await signIn(counter.page, COUNTER);
  await counter.act('open');
  await counter.act('next');
  await expect(counter.main()).toContainText(number);
  await counter.act('recall');
  await counter.act('not-here');
  await phone.reload();
  await expect(phone.getByRole('main')).toContainText(pattern('zh', 'ticket', 'coming-back'));

  await house.restartAt(`${TOMORROW} 10:30`);
  await counter.page.goto('/counter/hy/1');
  if (new URL(counter.page.url()).pathname === '/staff') await signIn(counter.page, COUNTER);
  await counter.act('next');
  await expect(counter.main()).toContainText(number);
});

test('who comes without an appointment takes a number', async ({ house, open }) => {
  await house.restartAt(`${TOMORROW} 09:50`);
  const kiosk = new Kiosk(await open('kiosk', '/kiosk/hy/walk-in'));
  await kiosk.takeNumber('XC-HY-05', words('zh', 'walk_in', 'ordinary'));
  const number = await kiosk.number();
  const counter = new Counter(await open('staff', '/counter/hy/1'));
  await signIn(counter.page, COUNTER);
  await counter.act('open');
  await counter.act('next');
  await expect(counter.main()).toContainText(number);
});

test('a board that loses its connection recovers by itself', { tag: '@scripts' }, async ({ page, house, open, javaScriptEnabled }) => {
  const booked = await new Resident(page).book({ at: '10:00' });
  await house.restartAt(`${TOMORROW} 09:50`);
  const board = await open('board', '/board/hy');
  await awake(board, javaScriptEnabled);
  await house.restartAt(`${TOMORROW} 09:55`);
  const kiosk = new Kiosk(await open('kiosk', '/kiosk/hy'));
  await kiosk.typeReference(booked.reference);
  const number = await kiosk.number();
  await expect(board.getByRole('main')).toContainText(number, { timeout: 30_000 });
});
