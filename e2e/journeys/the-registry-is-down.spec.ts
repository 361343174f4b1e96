import { TODAY } from '../house/clock.ts';
import { signIn, STEWARD } from '../house/hall.ts';
import { couple } from '../house/people.ts';
import { Resident } from '../house/resident.ts';
import { awake, expect, test } from '../house/test.ts';
import { words } from '../house/words.ts';

test('while the registry is away residents book, and are told the truth', async ({ page, house, registry }) => {
  const resident = new Resident(page);
  await house.restartAt(`${TODAY} 10:00`, { departmentsOff: true });
  const booked = await resident.book();
  await expect(resident.pass()).toBeVisible();
  await expect(resident.main()).toContainText(resident.like('booking', 'handing'));

  await house.restartAt(`${TODAY} 10:06`, { departmentsOff: true });
  await page.reload();
  await expect(resident.main()).toContainText(resident.like('booking', 'waiting'));
  await expect(resident.main()).not.toContainText(resident.like('booking', 'delivered'));

  // Back again: it goes by itself, once.
  await house.restartAt(`${TODAY} 10:20`);
  await expect.poll(async () => (await registry.booking(booked.reference))?.state, { timeout: 45_000 }).toBe('booked');
  await expect(async () => {
    await page.reload();
    await expect(resident.main()).toContainText(resident.like('booking', 'delivered'), { timeout: 500 });
  }).toPass();
  expect((await registry.booking(booked.reference))?.acts).toHaveLength(1);
});

test('answers that are lost on the way do not book twice', async ({ page, registry }) => {
  const resident = new Resident(page);
  await registry.set({ lose_answers: 2 });
  const booked = await resident.book();
  await expect(async () => {
    await page.reload();
    await expect(resident.main()).toContainText(resident.like('booking', 'delivered'), { timeout: 500 });
  }).toPass({ timeout: 45_000 });
  expect((await registry.booking(booked.reference))?.acts).toHaveLength(1);
  expect(await registry.count()).toBe(1);
});

test('a booking made and cancelled while the registry is silent arrives in order', async ({ page, registry }) => {
  const resident = new Resident(page);
  await registry.set({ down: 'refuse' });
  const booked = await resident.book();
  await page.goto(`${booked.path}/cancel`);
  await resident.button('cancel', 'sure').click();
  await expect(resident.main()).toContainText(resident.t('booking', 'cancelled'));
  await registry.set({ down: 'no' });
  await expect.poll(async () => (await registry.booking(booked.reference))?.state, { timeout: 60_000 }).toBe('cancelled');
  expect((await registry.booking(booked.reference))?.acts.map((act) => act.kind)).toEqual(['create', 'cancel']);
});

test('who is married already is refused by the registry, told so, and the place goes back', async ({ page, registry }) => {
  const resident = new Resident(page);
  const [, second] = couple();
  // One of those whom the stand-in knows (docs/departments.md).
  const married = { name: '样例甲', document: '110102189403010111', phone: '13800138000' };
  // Until the booking's page is seen, so that its first words are read before the registry's answer changes them.
  await registry.set({ down: 'refuse' });
  const booked = await resident.book({}, [married, second]);
  await registry.set({});
  await expect(async () => {
    await page.goto(booked.path);
    await expect(resident.main()).toContainText(resident.t('booking', 'refused-married'), { timeout: 500 });
  }).toPass();
  await expect(resident.pass()).toHaveCount(0);
});

test('the steward sees what waits and why', async ({ page, registry, open, javaScriptEnabled }) => {
  const resident = new Resident(page);
  await registry.set({ down: 'refuse' });
  const booked = await resident.book();
  const steward = await open('staff', '/steward/dispatches');
  await signIn(steward, STEWARD);
  await steward.goto('/steward/dispatches');
  await awake(steward, javaScriptEnabled);
  const main = steward.getByRole('main');
  await expect(main).toContainText(new RegExp(booked.reference.replace('-', '-?')));
  await expect(main).toContainText(words('zh', 'steward', 'dispatch-waiting'));
  await expect(async () => {
    await steward.reload();
    await expect(main).toContainText('503', { timeout: 500 });
  }).toPass();
  for (const person of booked.people) await expect(main).not.toContainText(person.document);
});
