import type { Locator, Page } from '@playwright/test';
import { TOMORROW } from '../house/clock.ts';
import { couple } from '../house/people.ts';
import { Resident } from '../house/resident.ts';
import { expect, test } from '../house/test.ts';
import { dayName, venueName } from '../house/words.ts';

/** Presses Tab until `target` has the focus. Nothing is clicked, nothing is focused by other means. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 120; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      const shown = await target.evaluate((element) => {
        const { outlineStyle, boxShadow } = getComputedStyle(element);
        return outlineStyle !== 'none' || boxShadow !== 'none';
      });
      expect(shown, 'the focus can be seen').toBe(true);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${String(target)}`);
}

async function type(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.type(text);
}

test('the whole booking, without a pointer', async ({ page }) => {
  const resident = new Resident(page);
  const press = async (target: Locator, key: 'Enter' | 'Space'): Promise<void> => {
    await tabTo(page, target);
    await page.keyboard.press(key);
  };
  await page.goto('/');
  // The first stop leads past the frame.
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: resident.t('common', 'skip') })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(resident.main()).toBeFocused();

  await press(page.getByRole('main').getByRole('link', { name: resident.t('home', 'marry') }).first(), 'Enter');
  await press(resident.link('guide', 'book'), 'Enter');
  await press(page.getByRole('link', { name: venueName('zh', 'hy') }), 'Enter');
  await press(page.getByRole('link', { name: dayName('zh', TOMORROW) }), 'Enter');
  await press(resident.time('13:00'), 'Space');
  await expect(resident.heading(resident.t('who', 'title'))).toBeVisible();

  const people = couple();
  for (const which of [0, 1] as const) {
    await type(page, resident.field(which, 'name'), people[which].name);
    await type(page, resident.field(which, 'document'), people[which].document);
    await type(page, resident.field(which, 'phone'), people[which].phone);
  }
  // Enter in a field means «next», not «give this place back».
  await page.keyboard.press('Enter');
  await expect(resident.heading(resident.t('check', 'title'))).toBeVisible();
  await press(resident.button('check', 'confirm'), 'Space');
  await expect(resident.main()).toContainText(resident.t('booking', 'confirmed'));

  await press(resident.link('booking', 'cancel'), 'Enter');
  await press(resident.button('cancel', 'sure'), 'Enter');
  await expect(resident.main()).toContainText(resident.t('booking', 'cancelled'));
});

test('a mistake is where the keyboard is', async ({ page }) => {
  const resident = new Resident(page);
  await resident.hold();
  await tabTo(page, resident.button('common', 'next'));
  await page.keyboard.press('Enter');
  await expect(resident.mistakes()).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(resident.field(0, 'name')).toBeFocused();
});
