import { DAY_AFTER, FRIDAY, TOMORROW } from '../house/clock.ts';
import { Kiosk } from '../house/hall.ts';
import { Resident } from '../house/resident.ts';
import { expect, test } from '../house/test.ts';
import { venueName } from '../house/words.ts';

/** One character of the pass changed for another of its alphabet. */
function altered(pass: string): string {
  const at = Math.floor(pass.length / 2);
  return `${pass.slice(0, at)}${pass[at] === 'A' ? 'B' : 'A'}${pass.slice(at + 1)}`;
}

test('each pass that is not good is refused kindly, each in its own words', async ({ page, house, open }) => {
  const resident = new Resident(page);
  await resident.book({ at: '10:00' });
  const good = await resident.readPass();
  await resident.book({ at: '14:00' });
  const afternoon = await resident.readPass();
  await resident.book({ on: DAY_AFTER, at: '10:00' });
  const nextDay = await resident.readPass();
  const moved = await resident.book({ at: '09:30' });
  const old = await resident.readPass();
  await page.goto(`${moved.path}/change`);
  await resident.choosePlace({ on: TOMORROW, at: '11:00' });
  await resident.button('check', 'confirm-move').click();
  await expect(resident.heading(resident.t('booking', 'title'))).toBeVisible();
  const cancelled = await resident.book({ at: '10:30' });
  const given = await resident.readPass();
  await page.goto(`${cancelled.path}/cancel`);
  await resident.button('cancel', 'sure').click();
  await expect(resident.main()).toContainText(resident.t('booking', 'cancelled'));
  await house.restartAt(`${TOMORROW} 09:50`);

  const kiosk = new Kiosk(await open('kiosk', '/kiosk/hy'));
  const refuse = async (key: string, text: string, values: Record<string, string> = {}, venue = 'hy'): Promise<void> => {
    await kiosk.page.goto(`/kiosk/${venue}`);
    expect(await kiosk.scan(text), key).toBe(422);
    expect(new URL(kiosk.page.url()).pathname, key).toBe(`/kiosk/${venue}`);
    await kiosk.expectRefusal(key, values);
  };
  await refuse('not-a-pass', 'HTTPS://EXAMPLE.INVALID/');
  await refuse('forged', altered(good));
  await refuse('wrong-venue', good, { venue: venueName('zh', 'hy') }, 'hgs');
  await refuse('wrong-day', nextDay);
  await refuse('too-early', afternoon);
  await refuse('old-pass', old);
  await refuse('cancelled', given);

  await kiosk.page.goto('/kiosk/hy');
  expect(await kiosk.scan(good)).toBe(303);
  const number = await kiosk.number();
  await refuse('used', good, { number });
});

test('a pass is too late once its time is over', async ({ page, house, open }) => {
  const resident = new Resident(page);
  await resident.book({ at: '10:00' });
  const pass = await resident.readPass();
  for (const moment of [`${TOMORROW} 16:00`, `${FRIDAY} 10:00`] as const) {
    await house.restartAt(moment);
    const kiosk = new Kiosk(await open('kiosk', '/kiosk/hy'));
    expect(await kiosk.scan(pass), moment).toBe(422);
    await kiosk.expectRefusal('too-late');
  }
});

test('a reference that nobody has is not a way in', async ({ open }) => {
  const kiosk = new Kiosk(await open('kiosk', '/kiosk/hy'));
  expect(await kiosk.typeReference('0000-0000')).toBe(422);
  await kiosk.expectRefusal('unknown');
});
