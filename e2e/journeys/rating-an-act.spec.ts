import type { Page } from '@playwright/test';
import { expectAccessible } from '../house/axe.ts';
import { TOMORROW } from '../house/clock.ts';
import { Counter, COUNTER, Kiosk, signIn, STEWARD } from '../house/hall.ts';
import { expectAtKiosk } from '../house/kiosk-frame.ts';
import { Resident, statusOf } from '../house/resident.ts';
import { awake, expect, test, type OpenScreen } from '../house/test.ts';
import { pattern, words } from '../house/words.ts';

/** The page on which somebody rates, and later reads the answer. */
class Rating extends Resident {
  async choose(level: 1 | 2 | 3 | 4 | 5): Promise<void> {
    await this.main().getByRole('radio', { name: this.t('rating', `level-${level}`), exact: true }).check();
  }

  async send(): Promise<number> {
    return statusOf(this.page, () => this.main().getByRole('button', { name: this.t('rating', 'send'), exact: true }).click());
  }

  async see(what: string, scripts: boolean | undefined): Promise<void> {
    await awake(this.page, scripts);
    // With scripts off a page cannot be asked.
    if (scripts !== false) await expectAccessible(this.page, what);
  }
}

/** Takes a number at the kiosk and returns the phone's page of it. */
async function number(open: OpenScreen): Promise<{ path: string; kiosk: Page }> {
  const kiosk = new Kiosk(await open('kiosk', '/kiosk/hy/walk-in'));
  await kiosk.takeNumber('XC-HY-05', words('zh', 'walk_in', 'ordinary'));
  await kiosk.number();
  return { path: await kiosk.phonePath(), kiosk: kiosk.page };
}

async function served(open: OpenScreen): Promise<Counter> {
  const counter = new Counter(await open('staff', '/counter/hy/1'));
  await signIn(counter.page, COUNTER);
  await counter.act('open');
  await counter.act('next');
  await counter.act('start');
  await counter.act('finish');
  return counter;
}

test('a bad rating is answered by the steward, and who rated reads it', { tag: '@kiosk' }, async ({ page, house, open, javaScriptEnabled }) => {
  await house.restartAt(`${TOMORROW} 09:50`);
  const { path } = await number(open);
  await page.goto(path);
  const rating = new Rating(page);
  await awake(page, javaScriptEnabled);
  const invited = rating.link('rating', 'invite-link');
  await expect(invited).toBeHidden();
  await served(open);
  // The phone hears of it by itself; without scripts its page is asked again.
  if (javaScriptEnabled === false) await page.reload();
  await invited.click();
  await expect(rating.heading(rating.t('rating', 'title'))).toBeVisible();
  await rating.see('rating', javaScriptEnabled);

  // Not rating is as large as rating.
  const [send, skip] = [rating.button('rating', 'send'), rating.link('rating', 'skip')];
  const [a, b] = [await send.boundingBox(), await skip.boundingBox()];
  expect(Math.abs((a?.width ?? 0) - (b?.width ?? -9))).toBeLessThan(2);
  expect(Math.abs((a?.height ?? 0) - (b?.height ?? -9))).toBeLessThan(2);

  // Nothing chosen: said at its place, and what was written is still there.
  const own = page.getByLabel(rating.t('rating', 'words'), { exact: true });
  await own.fill('等了一个小时');
  expect(await rating.send()).toBe(422);
  await expect(rating.mistakes()).toContainText(rating.t('rating', 'level-missing'));
  await expect(own).toHaveValue('等了一个小时');
  await rating.see('rating, with a mistake', javaScriptEnabled);

  await rating.choose(2);
  await rating.main().getByRole('checkbox', { name: rating.t('rating', 'reason-waiting'), exact: true }).check();
  expect(await rating.send()).toBe(303);
  await expect(rating.heading(rating.t('rating', 'thanks'))).toBeVisible();
  await expect(rating.main()).toContainText(rating.t('rating', 'level-2'));
  await expect(rating.main()).toContainText(rating.t('rating', 'follow-title'));
  await expect(rating.main()).not.toContainText(rating.like('rating', 'follow-by'));
  const reference = await rating.reference();
  const where = new URL(page.url()).pathname;
  await rating.see('a bad rating', javaScriptEnabled);

  const steward = new Rating(await open('staff', '/steward'));
  await signIn(steward.page, STEWARD);
  await steward.link('rating', 'steward-title').click();
  const card = steward.main().getByRole('listitem').filter({ hasText: reference });
  await expect(card).toContainText('等了一个小时');
  await expect(card).toContainText(steward.t('rating', 'reason-waiting'));
  await expect(card).toContainText(steward.like('rating', 'due'));
  await steward.see('ratings', javaScriptEnabled);
  const answer = card.getByRole('button', { name: steward.t('rating', 'answer-send'), exact: true });
  expect(await statusOf(steward.page, () => answer.click())).toBe(422);
  await card.getByLabel(steward.t('rating', 'answer-label'), { exact: true }).fill('已经加开一个窗口，谢谢您。');
  expect(await statusOf(steward.page, () => answer.click())).toBe(303);
  const close = card.getByRole('button', { name: steward.t('rating', 'close'), exact: true });
  expect(await statusOf(steward.page, () => close.click())).toBe(303);
  await expect(steward.main()).toContainText(steward.t('rating', 'follow-ups-none'));

  await page.goto(where);
  await expect(rating.main()).toContainText('已经加开一个窗口，谢谢您。');
  await expect(rating.link('rating', 'change')).toHaveCount(0);
  await rating.see('a rating with its answer', javaScriptEnabled);
});

test('a rating can be changed, and staff rate for nobody', async ({ page, house, open }) => {
  await house.restartAt(`${TOMORROW} 09:50`);
  const { path } = await number(open);
  const counter = await served(open);
  await expect(counter.main().getByRole('img', { name: pattern('zh', 'rating', 'counter-code') })).toBeVisible();
  await page.goto(path);
  const rating = new Rating(page);
  await rating.link('rating', 'invite-link').click();
  const where = new URL(page.url()).pathname;

  // The clerk's own browser, at the address that the code holds.
  await counter.page.goto(where);
  await expect(counter.page.getByRole('heading', { name: words('zh', 'rating', 'staff-title') })).toBeVisible();
  await expect(counter.page.getByRole('radio')).toHaveCount(0);

  await rating.choose(4);
  expect(await rating.send()).toBe(303);
  await expect(rating.main()).not.toContainText(rating.t('rating', 'follow-title'));
  await rating.link('rating', 'change').click();
  await expect(rating.main().getByRole('radio', { name: rating.t('rating', 'level-4'), exact: true })).toBeChecked();
  await rating.choose(5);
  expect(await rating.send()).toBe(303);
  await expect(rating.main()).toContainText(rating.t('rating', 'level-5'));
  await house.restartAt(`${TOMORROW} 23:00`);
  await page.goto(where);
  await expect(rating.link('rating', 'change')).toBeVisible();
});

test('who took a number rates that at the kiosk by touch, and the next person sees nothing of it', async ({ house, open, javaScriptEnabled }) => {
  await house.restartAt(`${TOMORROW} 09:50`);
  const kiosk = await open('kiosk', '/kiosk/hy');
  await kiosk.goto('/kiosk/hy/walk-in');
  await new Kiosk(kiosk).takeNumber('XC-HY-05', words('zh', 'walk_in', 'ordinary'));
  const rating = new Rating(kiosk);
  await rating.link('rating', 'kiosk-link').tap();
  await expect(rating.heading(rating.t('rating', 'title'))).toBeVisible();
  await awake(kiosk, javaScriptEnabled);
  await expectAtKiosk(kiosk, 'zh', 'rating at a kiosk');
  await rating.main().getByText(rating.t('rating', 'level-5'), { exact: true }).tap();
  await expect(rating.main().getByRole('radio', { name: rating.t('rating', 'level-5'), exact: true })).toBeChecked();
  await rating.button('rating', 'send').tap();
  await expect(rating.heading(rating.t('rating', 'thanks'))).toBeVisible();
  await awake(kiosk, javaScriptEnabled);
  await expectAtKiosk(kiosk, 'zh', 'a rating given at a kiosk');

  const given = new URL(kiosk.url()).pathname;
  await kiosk.getByRole('banner').getByRole('link', { name: words('zh', 'kiosk_shell', 'finished'), exact: true }).tap();
  await expect(kiosk).toHaveURL(/\/kiosk\/hy$/);
  expect((await kiosk.goto(given))?.status(), 'the address alone').toBe(404);
  await expect(rating.main()).not.toContainText(rating.t('rating', 'level-5'));
});

test('the screen before a counter asks who was served last, once', async ({ house, open, javaScriptEnabled }) => {
  await house.restartAt(`${TOMORROW} 09:50`);
  const screen = new Rating(await open('staff', '/counter/hy/1/rate'));
  await signIn(screen.page, COUNTER);
  await expect(screen.main()).toContainText(screen.t('rating', 'screen-idle'));
  await number(open);
  await served(open);
  await screen.page.reload();
  await expect(screen.main()).toContainText(screen.like('rating', 'screen-ask'));
  await screen.see('the screen before a counter', javaScriptEnabled);
  const level = screen.main().getByRole('button', { name: screen.t('rating', 'level-5'), exact: true });
  expect(await statusOf(screen.page, () => level.click())).toBe(303);
  await expect(screen.main()).toContainText(screen.like('rating', 'screen-thanks'));
  await screen.see('the screen after a rating', javaScriptEnabled);
});
