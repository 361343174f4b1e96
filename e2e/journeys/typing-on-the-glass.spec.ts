import type { Page } from '@playwright/test';
import { Applicant, inNeed, type Answers } from '../house/applicant.ts';
import { expectAccessible } from '../house/axe.ts';
import { Glass } from '../house/glass.ts';
import { couple, withCheckDigit } from '../house/people.ts';
import { Resident, statusOf } from '../house/resident.ts';
import { expect, look, test } from '../house/test.ts';
import { words } from '../house/words.ts';

const KIOSK = '/kiosk/hy';
const OLD_AGE = 'XC-LN-01';

test.use({ viewport: { width: 1080, height: 1920 }, hasTouch: true, isMobile: false });
test.beforeEach(({}, info) => test.skip(info.project.name === 'phone-scripts', 'the project «kiosk» is this one'));

/** Somebody of more than eighty whose number ends with an X. */
function endsWithX(): Answers & { id_no: string; birth: string } {
  const year = `18${80 + (process.pid % 20)}`;
  for (let order = 1; order < 999; order += 2) {
    const id_no = withCheckDigit(`110102${year}0307${String(order).padStart(3, '0')}`);
    if (id_no.endsWith('X')) return { ...inNeed(1), id_no, birth: `${year}-03-07` };
  }
  throw new Error('one in eleven ends with an X');
}

/** Touches what sends the form, and waits for the answer. */
async function send(glass: Glass, resident: Resident): Promise<void> {
  const before = glass.page.url();
  expect(await statusOf(glass.page, () => glass.touch(resident.main().getByRole('button', { name: resident.t('common', 'next'), exact: true }).last()))).toBe(303);
  await expect(glass.page).not.toHaveURL(before);
}

test('somebody of eighty asks for the old-age allowance by touch alone', { tag: ['@scripts', '@kiosk'] }, async ({ page }) => {
  test.setTimeout(180_000);
  const [glass, resident, person] = [new Glass(page), new Applicant(page), endsWithX()];
  await page.goto(KIOSK);
  await page.goto(`/apply/${OLD_AGE.toLowerCase()}`);
  await glass.touch(resident.main().getByRole('button', { name: resident.t('apply', 'start'), exact: true }));
  await expect(page).toHaveURL(/\/draft\/[\w-]+\/[\w-]+$/);

  const name = page.locator('#name');
  await glass.open(name);
  await glass.expectLargeKeys('pinyin');
  await glass.write('zhangxiulan', '张秀兰');
  await expect(name).toHaveValue('张秀兰');
  await glass.expectInSight(name);
  await expectAccessible(page, 'the keyboard with pinyin');
  await glass.done();

  await glass.touch(page.locator('label[for="id_type"]'));
  const number = page.locator('#id_no');
  await glass.open(number);
  await glass.expectLargeKeys('documents');
  await glass.type(person.id_no);
  await expect(number).toHaveValue(person.id_no);
  await glass.expectInSight(number);
  await expectAccessible(page, 'the keyboard with digits');

  const mobile = page.locator('#mobile');
  await glass.next();
  await glass.expectInSight(mobile);
  await glass.type('13800138000');
  await expect(mobile).toHaveValue('13800138000');
  await glass.done();
  await send(glass, resident);

  while (!page.url().endsWith('/birth')) {
    await resident.answer({ ...person, birth: '' });
    await send(glass, resident);
  }
  const birth = page.locator('#birth');
  await glass.open(birth);
  await glass.expectLargeKeys('wheels');
  await expectAccessible(page, 'the keyboard with wheels');
  await glass.turnTo(person.birth);
  await expect(birth).toHaveValue(person.birth);
  await expect(glass.keyboard()).toBeHidden();
  await send(glass, resident);
});

for (const print of ['normal', 'larger'] as const) {
  test(`two people's names and numbers are typed for a wedding (print ${print})`, { tag: ['@scripts', '@kiosk'] }, async ({ page, house }) => {
    test.setTimeout(180_000);
    await page.goto(KIOSK);
    await look(page, { print }, house.url);
    const [glass, resident] = [new Glass(page), new Resident(page)];
    await resident.hold({ at: print === 'normal' ? '14:00' : '14:30' });
    const people = couple();
    for (const [which, pinyin, name] of [[0, 'ouyangjianguo', '欧阳建国'], [1, 'liuxiuying', '刘秀英']] as const) {
      const [typed, number, phone] = [resident.field(which, 'name'), resident.field(which, 'document'), resident.field(which, 'phone')];
      await glass.open(typed);
      await glass.write(pinyin, name);
      await expect(typed).toHaveValue(name);
      await glass.expectInSight(typed);
      await glass.done();
      await glass.open(number);
      await glass.type(people[which].document);
      await expect(number).toHaveValue(people[which].document);
      await glass.next();
      await glass.expectInSight(phone);
      await glass.type(people[which].phone);
      await glass.expectLargeKeys('telephone');
      await glass.done();
    }
    await send(glass, resident);
    await expect(resident.heading(resident.t('check', 'title'))).toBeVisible();
  });
}

test('a rare character is drawn by its strokes', { tag: ['@scripts', '@kiosk'] }, async ({ page }) => {
  const [glass, resident] = [new Glass(page), new Resident(page)];
  await page.goto(KIOSK);
  await resident.hold({ at: '15:30' });
  const name = resident.field(0, 'name');
  await glass.open(name);
  await glass.write('gong', '龚');
  await glass.board('strokes');
  await glass.expectLargeKeys('strokes');
  for (const stroke of ['横', '撇', '折', '撇', '点', '横', '不确定', '撇']) await glass.touch(glass.key(stroke));
  await glass.touch(glass.key('䶮'));
  await expect(name).toHaveValue('龚䶮');
});

/** Whether a touch on the first field of a page brings the keyboard. */
async function comes(page: Page, glass: Glass): Promise<void> {
  await page.goto('/find');
  await glass.touch(page.locator('#reference'));
  await expect(page.locator('#reference')).toBeFocused();
}

test('who types on a real keyboard is left alone, until the next person comes', { tag: ['@scripts', '@kiosk'] }, async ({ page }) => {
  const glass = new Glass(page);
  await page.goto(KIOSK);
  const scan = page.getByLabel(words('zh', 'kiosk', 'scan-box'), { exact: true });
  await glass.touch(scan);
  await expect(scan).toBeFocused();
  await expect(glass.keyboard()).toBeHidden();

  await comes(page, glass);
  await expect(glass.keyboard()).toBeVisible();
  await page.keyboard.press('7');
  await expect(glass.keyboard()).toBeHidden();
  await comes(page, glass);
  await expect(glass.keyboard()).toBeHidden();

  await page.goto(KIOSK);
  await comes(page, glass);
  await expect(glass.keyboard()).toBeVisible();
});

test('no key is lost between two fingers, and no more is taken than the field holds', { tag: ['@scripts', '@kiosk'] }, async ({ page }) => {
  const glass = new Glass(page);
  await page.goto(KIOSK);
  await comes(page, glass);
  const reference = page.locator('#reference');
  const at = async (key: string): Promise<{ x: number; y: number }> => {
    const box = await glass.key(key).boundingBox();
    return { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
  };
  const [first, second] = [{ ...(await at('7')), id: 1 }, { ...(await at('K')), id: 2 }];
  const fingers = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchEnd', touchPoints: { x: number; y: number; id: number }[]): Promise<unknown> =>
    fingers.send('Input.dispatchTouchEvent', { type, touchPoints });
  await touch('touchStart', [first]);
  await touch('touchStart', [first, second]);
  await touch('touchEnd', [second]);
  await touch('touchEnd', []);
  await expect(reference).toHaveValue('7K');
  // A screen reader presses without a finger.
  await glass.key('Q').dispatchEvent('click');
  await expect(reference).toHaveValue('7KQ');
  await glass.type('42MX97KQ42MX97KQ42');
  await expect(reference).toHaveValue('7KQ42MX97KQ42MX9');
  await glass.touch(glass.key('清空'));
  await expect(reference).toHaveValue('');
});
