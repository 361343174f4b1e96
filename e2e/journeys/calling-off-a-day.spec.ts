import { DAY_AFTER, TOMORROW } from '../house/clock.ts';
import { CallOff, signIn, STEWARD } from '../house/hall.ts';
import { Resident } from '../house/resident.ts';
import { expect, test } from '../house/test.ts';
import { dayName, venueName } from '../house/words.ts';

const WHY = { zh: '大雪，道路封闭', en: 'Snow has closed the roads' };

test('a day is called off: everybody is told why, and chooses again before others', async ({ page, registry, open }) => {
  const resident = new Resident(page);
  const touched = await resident.book({ at: '10:00' });
  const spared = await resident.book({ on: DAY_AFTER, at: '10:00' });

  const steward = await open('staff', '/steward/call-off');
  await signIn(steward, STEWARD);
  await steward.goto('/steward/call-off');
  const callOff = new CallOff(steward);
  await callOff.ask('hy', TOMORROW, WHY.zh, WHY.en);
  // First it says how many; nothing has happened yet.
  const [year, month, day] = TOMORROW.split('-');
  await expect(steward.getByRole('main')).toContainText(
    callOff.t('sure-text', { venue: venueName('zh', 'hy'), day: `${Number(year)}年${Number(month)}月${Number(day)}日`, n: '1' }),
  );
  await page.goto(touched.path);
  await expect(resident.main()).toContainText(resident.t('booking', 'confirmed'));
  await callOff.sure();
  await expect(steward.getByRole('main')).toContainText(callOff.t('done', { n: '1' }));

  await expect(async () => {
    await page.goto(touched.path);
    await expect(resident.main()).toContainText(resident.t('booking', 'called-off'), { timeout: 500 });
  }).toPass();
  await expect(resident.main()).toContainText(WHY.zh);
  await expect(resident.pass()).toHaveCount(0);
  await page.goto(spared.path);
  await expect(resident.main()).toContainText(resident.t('booking', 'confirmed'));
  await expect.poll(async () => (await registry.booking(touched.reference))?.state).toBe('cancelled');

  // Nobody can book that day; the page says why.
  await page.goto('/book/xc-hy-01/hy');
  await expect(page.getByRole('link', { name: dayName('zh', TOMORROW) })).toHaveCount(0);
  await expect(resident.main()).toContainText(resident.t('day', 'closed', { reason: WHY.zh }));

  // They choose again without filling in anything.
  await page.goto(touched.path);
  await resident.link('booking', 'rebook').click();
  await resident.choosePlace({ on: DAY_AFTER, at: '10:30' });
  await resident.button('check', 'confirm-move').click();
  await expect(resident.main()).toContainText(resident.t('booking', 'confirmed'));
  await expect(resident.main()).toContainText(dayName('zh', DAY_AFTER));
  expect(await resident.reference()).toBe(touched.reference);
  await expect.poll(async () => (await registry.booking(touched.reference))?.date).toBe(DAY_AFTER);
});

test('their phones are told, without a name or a number', async ({ page, open }) => {
  const resident = new Resident(page);
  const touched = await resident.book({ at: '10:00' });
  const steward = await open('staff', '/steward/call-off');
  await signIn(steward, STEWARD);
  await steward.goto('/steward/call-off');
  const callOff = new CallOff(steward);
  await callOff.ask('hy', TOMORROW, WHY.zh, WHY.en);
  await callOff.sure();
  await steward.goto('/steward/messages');
  await expect(async () => {
    await steward.reload();
    await expect(steward.getByRole('main')).toContainText(new RegExp(touched.reference.replace('-', '-?')), { timeout: 500 });
  }).toPass();
  const sent = await steward.getByRole('main').innerText();
  for (const person of touched.people) for (const secret of [person.name, person.document, person.phone]) expect(sent).not.toContain(secret);
});
