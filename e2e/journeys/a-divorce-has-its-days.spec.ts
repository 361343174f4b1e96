import { expectAccessible } from '../house/axe.ts';
import { DAY_AFTER } from '../house/clock.ts';
import { couple } from '../house/people.ts';
import { Resident } from '../house/resident.ts';
import { expect, test } from '../house/test.ts';
import { dayName, venueName } from '../house/words.ts';

test('who applied for divorce is told the days that follow, and is warned of a time outside them', async ({ page, registry, javaScriptEnabled }) => {
  const resident = new Resident(page);
  const people = couple();
  await page.goto('/sign-in');
  await resident.link('resident_sign_in', 'provider').click();
  await page.getByRole('button', { name: '张样' }).click();
  await page.goto('/my');
  await expect(resident.main()).toContainText(resident.t('my', 'hello', { name: '张*' }));
  await page.goto('/book/xc-hy-02');
  await resident.choosePlace();
  await resident.fillBoth(people);
  await resident.next();
  const path = await resident.confirm();
  const reference = await resident.reference();
  await expect(resident.main()).toContainText(resident.like('cooling', 'if-accepted'));
  if (javaScriptEnabled) await expectAccessible(page, 'a booking with its days');

  await expect.poll(async () => (await registry.booking(reference))?.state).toBe('booked');
  await registry.registrationDone(reference);
  await expect(async () => {
    await page.goto(path);
    await expect(resident.main()).toContainText(resident.like('cooling', 'accepted'), { timeout: 500 });
  }).toPass();

  await resident.link('cooling', 'to-collect').click();
  await page.getByRole('link', { name: venueName(resident.lang, 'hy') }).click();
  await expect(resident.main()).toContainText(resident.t('cooling', 'rule-collect'));
  await expect(resident.main()).toContainText(resident.like('cooling', 'withdraw-until'));
  await page.getByRole('link', { name: dayName(resident.lang, DAY_AFTER) }).click();
  await expect(resident.main()).toContainText(resident.like('cooling', 'still-cooling'));
  // It is a warning: the office's own receipt decides, so the time can be taken.
  await resident.time('10:00').click();
  await resident.fillBoth(people);
  await resident.next();
  await expect(resident.main()).toContainText(resident.like('cooling', 'still-cooling'));
  await expect(resident.button('check', 'confirm')).toBeVisible();
});
