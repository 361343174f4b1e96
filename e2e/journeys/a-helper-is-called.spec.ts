import type { Locator, Page } from '@playwright/test';
import { spoken } from '../house/alone.ts';
import { expectAccessible } from '../house/axe.ts';
import { TOMORROW } from '../house/clock.ts';
import { Glass } from '../house/glass.ts';
import { Kiosk, signIn, STEWARD } from '../house/hall.ts';
import { expectLargeOn } from '../house/kiosk-frame.ts';
import { enrolledKiosk, Printer } from '../house/printer.ts';
import { Resident } from '../house/resident.ts';
import { awake, expect, test } from '../house/test.ts';
import { pattern, words } from '../house/words.ts';

const TYPED = '7KQ4';

function bar(page: Page): Locator {
  return page.getByRole('navigation', { name: words('zh', 'kiosk_shell', 'bar'), exact: true });
}

function callButton(page: Page): Locator {
  return bar(page).getByRole('button', { name: words('zh', 'kiosk_shell', 'helper'), exact: true });
}

/** Somebody fills in half of a form, and calls. */
async function callFromAForm(page: Page): Promise<Locator> {
  await page.goto('/find');
  await awake(page, true);
  const field = page.locator('#reference');
  await field.fill(TYPED);
  await callButton(page).click();
  await expect(bar(page)).toContainText(pattern('zh', 'devices', 'help-told'));
  return field;
}

test('whoever calls from a half-filled form keeps it, sees that somebody is coming, hears it, and is forgotten all the same', { tag: '@scripts' }, async ({ house, open }) => {
  test.setTimeout(235_000);
  const printer = await Printer.open(house.url, { BRIDGE_LAMP__SIMULATOR: 'true', BRIDGE_SPEAK__SIMULATOR: 'true' });
  try {
    await house.restartAt(`${TOMORROW} 09:50`, { settings: { YIMEN_BRIDGE_URL: printer.url } });
    const page = await enrolledKiosk(open, printer, 'hy');
    const steward = new Resident(await open('staff', '/steward'));
    await signIn(steward.page, STEWARD);
    const answer = async (key: 'come' | 'done'): Promise<void> => {
      await steward.page.goto('/steward/devices');
      await steward.main().getByRole('button', { name: steward.t('devices', key), exact: true }).click();
    };

    const field = await callFromAForm(page);
    await expect.poll(() => printer.lamp()).toBe('amber blinking');
    await answer('come');
    await expect(bar(page)).toContainText(words('zh', 'devices', 'help-coming', { name: '值守 Steward' }));
    await expect(field).toHaveValue(TYPED);
    await expect(page).toHaveURL(/\/find$/);
    await expectLargeOn(page, 32, 'a form while somebody is coming');
    await expectAccessible(page, 'a form while somebody is coming');
    // Every other page says it too.
    await page.goto('/services');
    await expect(bar(page)).toContainText(words('zh', 'devices', 'help-coming', { name: '值守 Steward' }));
    await answer('done');
    await expect(callButton(page)).toBeVisible();
    await expect.poll(() => printer.lamp()).toBe('off');

    // Who waits does not touch the glass; who has gone is forgotten all the same.
    await page.clock.install();
    await callFromAForm(page);
    await page.clock.runFor(200_000);
    await expect(field).toHaveValue(TYPED);
    // The clock ends with the page that it belonged to.
    await page.clock.runFor(200_000).catch(() => undefined);
    await expect(page).toHaveURL(/\/kiosk\/hy$/);
    await answer('done');

    // Who listens hears what changes: that nothing came out of the printer, why, and what can be done about it.
    await page.goto('/kiosk/hy/walk-in');
    await awake(page, true);
    const read = page.getByRole('banner').getByRole('button', { name: words('zh', 'common', 'read-aloud') });
    await expect(read).toBeVisible();
    await read.click();
    await printer.turn('jam');
    await new Kiosk(page).takeNumber('XC-HY-05', words('zh', 'walk_in', 'ordinary'));
    await expect(page.getByRole('main').getByText(words('zh', 'printing', 'jam'))).toBeVisible();
    const told = ['failed-title', 'jam', 'not-yet', 'phone', 'screen', 'again'].flatMap((key) => spoken(words('zh', 'printing', key)));
    await printer.expectSaid(told, 'a printer that is stuck');

    // What is typed is said only to who asked for it: a hall may hear it.
    await page.goto('/find');
    await awake(page, true);
    const glass = new Glass(page);
    await glass.open(field);
    await glass.type('7');
    await expect(glass.keyboard().getByRole('status')).toHaveText('已输入7');
    await glass.hear();
    await glass.type('K');
    await printer.expectSaid(['已输入K'], 'a key');
    expect(await printer.said()).not.toContain('已输入7');
    await glass.done();

    // Nobody is asked while they are read to. Then they hear the question.
    await expect(page.locator('body')).not.toHaveAttribute('data-speaking', { timeout: 60_000 });
    const question = page.getByRole('heading', { name: words('zh', 'kiosk', 'idle-title'), exact: true });
    await expect(async () => {
      await page.clock.runFor(5_000);
      await expect(question).toBeVisible({ timeout: 100 });
    }).toPass();
    await printer.expectSaid([words('zh', 'kiosk', 'idle-title')], 'a page that nobody touches');
    await page.getByRole('button', { name: words('zh', 'kiosk', 'idle-more'), exact: true }).click();
    await expect(field).toHaveValue('7K');
  } finally {
    await printer.close();
  }
});

test('with scripts or without, a call comes back to the page it was made on', async ({ page }) => {
  await page.goto('/kiosk/hy');
  await page.goto('/find?from=here');
  await callButton(page).click();
  await expect(bar(page)).toContainText(pattern('zh', 'devices', 'help-told'));
  await expect(page).toHaveURL(/\/find\?from=here$/);
  await bar(page).getByRole('button', { name: words('zh', 'devices', 'help-end'), exact: true }).click();
  await expect(callButton(page)).toBeVisible();
});
