import type { Page } from '@playwright/test';
import { TOMORROW } from '../house/clock.ts';
import { Kiosk } from '../house/hall.ts';
import { enrolledKiosk, Printer } from '../house/printer.ts';
import { expect, test } from '../house/test.ts';
import { pattern, words } from '../house/words.ts';

const t = (key: string): string => words('zh', 'printing', key);

test('a number counts once it is printed, or taken along otherwise; a failed print leaves no phantom', { tag: '@scripts' }, async ({ house, open }) => {
  test.setTimeout(180_000);
  const printer = await Printer.open(house.url);
  try {
    await house.restartAt(`${TOMORROW} 09:50`, { settings: { YIMEN_BRIDGE_URL: printer.url } });
    const kiosk = new Kiosk(await enrolledKiosk(open, printer, 'hy'));
    const board = (await open('board', '/board/hy')).getByRole('main');
    const main = kiosk.page.getByRole('main');
    const choose = (key: string) => main.getByRole('button', { name: t(key) });
    const take = async (): Promise<string> => {
      await kiosk.page.goto('/kiosk/hy/walk-in');
      await kiosk.takeNumber('XC-HY-05', words('zh', 'walk_in', 'ordinary'));
      return kiosk.number();
    };

    const printed = await take();
    await expect(main).toContainText(t('done'));
    await expect(board).toContainText(printed);
    expect(await printer.slips()).toHaveLength(1);
    expect((await printer.slips())[0]).toContain(printed);

    // The paper is scanned again: the same number, marked as a copy.
    await choose('copy-button').click();
    await expect(main).toContainText(t('done'));
    await expect.poll(() => printer.slips()).toHaveLength(2);
    expect((await printer.slips())[1]).toContain(words('zh', 'printing', 'paper-copy'));

    // Stuck: nothing counts until the person chooses the phone.
    await printer.turn('jam');
    const stuck = await take();
    await failed(main.page(), 'jam');
    await expect(board).not.toContainText(stuck);
    await choose('phone').click();
    await expect(kiosk.page.getByText(t('failed-title'))).toBeHidden();
    await expect(board).toContainText(stuck);

    // The roll ends in the middle of the ticket; with a new one the same number is printed.
    await printer.turn('mend');
    await printer.turn('out', 6);
    const torn = await take();
    await failed(main.page(), 'out');
    await expect(board).not.toContainText(torn);
    await printer.turn('new_roll');
    await choose('again').click();
    await expect(main).toContainText(t('done'));
    await expect(board).toContainText(torn);
    await expect(kiosk.page).toHaveURL(/printed=yes$/);
    expect((await printer.slips()).filter((slip) => slip.includes(torn))).toHaveLength(1);

    // Nobody answers: the number is noted from the screen.
    await printer.stop();
    const silent = await take();
    await expect(main).toContainText(pattern('zh', 'printing', 'silent'));
    await choose('screen').click();
    await expect(board).toContainText(silent);

    // Who walks away is nobody's phantom, and the number is never given again.
    const left = await take();
    await expect(main).toContainText(pattern('zh', 'printing', 'silent'));
    await house.restartAt(`${TOMORROW} 09:58`, { settings: { YIMEN_BRIDGE_URL: printer.url } });
    const fresh = await open('phone', new URL(kiosk.page.url()).pathname.replace(/^\/kiosk\/hy\/ticket/, '/t'));
    await expect(fresh.getByRole('main')).toContainText(words('zh', 'ticket', 'void'));
    await expect(board).not.toContainText(left);
  } finally {
    await printer.close();
  }
});

/** The page says why, offers the choices, and says that nothing counts yet. */
async function failed(page: Page, why: string): Promise<void> {
  const main = page.getByRole('main');
  await expect(main.getByText(t('failed-title'))).toBeVisible();
  await expect(main.getByText(t(why))).toBeVisible();
  await expect(main.getByText(t('not-yet'))).toBeVisible();
}
