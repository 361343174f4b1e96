import { Alone } from '../house/alone.ts';
import { photograph } from '../house/applicant.ts';
import { expectAccessible } from '../house/axe.ts';
import { CardReader } from '../house/card-reader.ts';
import { START, TOMORROW, type Moment } from '../house/clock.ts';
import { Kiosk } from '../house/hall.ts';
import type { House } from '../house/house.ts';
import { Glass } from '../house/glass.ts';
import { couple, withCheckDigit } from '../house/people.ts';
import { enrolledKiosk } from '../house/printer.ts';
import { readQr } from '../house/qr.ts';
import { Resident } from '../house/resident.ts';
import { scanInto } from '../house/scanner.ts';
import { printedCard, Till, type VoucherCard } from '../house/shop.ts';
import { expect, test, type OpenScreen } from '../house/test.ts';
import { dayName, serviceName, venueName, words } from '../house/words.ts';

const MARRIAGE = 'XC-HY-01';
const OLD_AGE = 'XC-LN-01';

test.use({ viewport: { width: 1080, height: 1920 }, hasTouch: true, isMobile: false });
test.beforeEach(({}, info) => test.skip(info.project.name === 'phone-scripts', 'the project «kiosk» is this one'));

interface Hall {
  alone: Alone;
  reader: CardReader;
  /** Another moment of the same house. */
  at: (moment: Moment) => Promise<void>;
}

/** An enrolled kiosk with printer, card reader, scanner and voice, and somebody in front of it. */
async function inTheHall(house: House, open: OpenScreen, act: (hall: Hall) => Promise<void>): Promise<void> {
  const reader = await CardReader.open(house.url, { BRIDGE_SCANNER__KIND: 'simulator', BRIDGE_SPEAK__SIMULATOR: 'true' });
  const at = async (moment: Moment): Promise<void> => house.restartAt(moment, { settings: { YIMEN_BRIDGE_URL: reader.bridge.url } });
  try {
    await at(START);
    const alone = new Alone(await enrolledKiosk(open, reader.bridge, 'hy'), reader.bridge);
    await alone.arrive();
    await act({ alone, reader, at });
  } finally {
    await reader.bridge.close();
  }
}

test('books a marriage, comes on the day, checks in and takes the number on paper', { tag: ['@scripts', '@kiosk'] }, async ({ house, open }) => {
  test.setTimeout(235_000);
  await inTheHall(house, open, async ({ alone, reader, at }) => {
    const [first, second] = couple();
    const people = [{ ...first, name: '欧阳建国' }, { ...second, name: '刘秀英' }] as const;
    await alone.follow('link', new RegExp(alone.t('kiosk_shell', 'book')), 'the services');
    await alone.follow('link', new RegExp(serviceName('zh', MARRIAGE)), 'the guide');
    await alone.hears('the guide');
    await alone.follow('link', alone.t('guide', 'book'), 'the venues');
    await alone.follow('link', new RegExp(venueName('zh', 'hy')), 'the days');
    await alone.follow('link', new RegExp(dayName('zh', TOMORROW)), 'the times');
    await alone.to(alone.time('10:00'), 'who comes');
    await alone.glass.open(alone.field(0, 'name'));
    await alone.hearsOf(`${alone.t('who', 'name')}，${alone.t('kiosk_shell', 'speak-line')}，${alone.t('kiosk_shell', 'speak-empty')}`, 'a name');
    await alone.glass.done();
    await alone.typePerson(0, 'ouyangjianguo', people[0]);
    await alone.typePerson(1, 'liuxiuying', people[1]);
    await alone.follow('button', alone.t('common', 'next'), 'the last look');
    await alone.hearsOf(venueName('zh', 'hy'), 'the last look');
    await alone.follow('button', alone.t('check', 'confirm'), 'the booking');
    await expect(alone.main()).toContainText(alone.t('booking', 'confirmed'));
    const reference = await alone.reference();
    await alone.hearsOf(reference, 'the booking');
    const pass = await alone.readPass();
    await alone.expectNeverSaid(...people.flatMap((person) => [person.name, person.document, person.phone]));
    await alone.finish();

    await at(`${TOMORROW} 09:50`);
    await alone.arrive();
    await alone.follow('link', new RegExp(alone.t('kiosk_shell', 'check-in')), 'checking in');
    const keys = alone.page.getByRole('group', { name: alone.t('kiosk', 'keys'), exact: true });
    for (const key of reference.replace('-', '')) await alone.glass.touch(keys.getByRole('button', { name: key, exact: true }));
    await expect(alone.page.getByLabel(alone.t('kiosk', 'reference-box'), { exact: true })).toHaveValue(reference);
    await alone.toWhere(alone.main().getByRole('button', { name: alone.t('kiosk', 'reference-button'), exact: true }).last(), /printed=yes$/);
    const number = await new Kiosk(alone.page).number();
    await alone.looks('the printed number');
    await alone.hears('the printed number');
    expect(await alone.printer.slips()).toHaveLength(1);
    expect((await alone.printer.slips())[0]).toContain(number);
    await alone.finish();

    // The paper was left in the machine: the pass under the scanner prints the same number once more.
    await expect(async () => {
      await reader.bridge.scan(pass);
      await expect(alone.page).toHaveURL(/\/ticket\//, { timeout: 3_000 });
    }).toPass();
    await expect.poll(() => alone.printer.slips()).toHaveLength(2);
    const copy = (await alone.printer.slips())[1];
    expect(copy).toContain(number);
    expect(copy).toContain(words('zh', 'printing', 'paper-copy'));

    // Without pass and reference the identity card does, and it is the same number still.
    await alone.page.goto('/kiosk/hy/check-in');
    await expect(alone.main().locator('[data-card-number]')).toBeVisible();
    await alone.looks('checking in with a card reader');
    await reader.lay(people[0]);
    await expect(alone.page).toHaveURL(/\/ticket\/[\w-]+\?copy=2$/);
    await expect.poll(() => alone.printer.slips()).toHaveLength(3);
    expect((await alone.printer.slips())[2]).toContain(number);
    await reader.take();
    await alone.expectNeverSaid(people[0].name, people[0].document);
  });
});

test('asks what there is for them, applies for the old-age allowance, and finds it again', { tag: ['@scripts', '@kiosk'] }, async ({ house, open }) => {
  test.setTimeout(235_000);
  await inTheHall(house, open, async ({ alone }) => {
    const year = `18${80 + (process.pid % 20)}`;
    const id = withCheckDigit(`110102${year}0307002`);
    await alone.follow('link', new RegExp(alone.t('kiosk_shell', 'apply')), 'how old');
    await alone.hears('how old');
    await alone.typeInto(alone.page.locator('#age'), '85');
    await alone.follow('button', alone.t('precheck', 'next'), 'where registered');
    await alone.tick('hukou', 'xicheng');
    await alone.follow('button', alone.t('precheck', 'finish'), 'what there is');
    await alone.to(alone.page.locator(`a[href="/apply/${OLD_AGE.toLowerCase()}"]`).first(), 'before applying');
    await alone.hears('before applying');
    await alone.follow('button', alone.t('apply', 'start'), 'who applies');
    await alone.writeName(alone.page.locator('#name'), 'zhangxiulan', '张秀兰');
    await alone.tick('id_type', 'ID_CN');
    await alone.typeInto(alone.page.locator('#id_no'), id);
    await alone.typeInto(alone.page.locator('#mobile'), '13800138000');
    await alone.glass.open(alone.page.locator('#name'));
    await alone.hearsOf(`申请人姓名，${alone.t('kiosk_shell', 'speak-line')}，${alone.t('kiosk_shell', 'speak-filled')}`, 'a name that is there');
    await alone.glass.done();
    const next = (screen: string): Promise<void> => alone.follow('button', alone.t('common', 'next'), screen);
    await next('where they live');
    await alone.choose(alone.page.locator('#hukou_street'), '110102018');
    await alone.choose(alone.page.locator('#live_street'), '110102018');
    await alone.writeText(alone.page.locator('#live_addr'), 'hutong', '胡同');
    await next('the bank card');
    await alone.typeInto(alone.page.locator('#bank_account'), '6222021234567890128');
    await next('the birthday');
    await alone.glass.open(alone.page.locator('#birth'));
    await alone.glass.expectLargeKeys('wheels');
    await alone.glass.turnTo(`${year}-03-07`);
    await next('the promise');
    await alone.tick('truth_commit', 'yes');
    await alone.tick('pi_notice', 'yes');
    await next('the papers');
    await alone.hears('the papers');

    // A kiosk has no camera for papers: their phone takes the picture, and sends.
    await alone.follow('link', alone.t('kiosk_shell', 'phone-link'), 'over to the phone');
    const address = await readQr(alone.page.getByRole('img', { name: alone.t('apply', 'later-qr') }));
    const phone = new OnThePhone(await open('phone', address));
    await expect(phone.page).toHaveURL(/\/draft\/[\w-]+$/);
    // The kiosk has seen that it was taken along, and has forgotten it.
    await expect(alone.page).toHaveURL(/\/kiosk\/hy$/);
    const reference = await phone.handInAndSend();
    await alone.expectNeverSaid('张秀兰', id, '13800138000', '6222021234567890128');

    await alone.arrive();
    await alone.follow('link', new RegExp(alone.t('kiosk_shell', 'find')), 'finding');
    await alone.glass.open(alone.page.locator('#reference'));
    await alone.glass.expectLargeKeys('a reference');
    await alone.glass.type(reference.replace('-', ''));
    await alone.glass.done();
    await alone.typeInto(alone.page.locator('#last_four'), id.slice(-4));
    await alone.follow('button', alone.t('find', 'button'), 'the case');
    await expect(alone.main()).toContainText(reference);
    await alone.hearsOf(reference, 'the case');
    await alone.finish();
  });
});

/** The old person's telephone, touched too. */
class OnThePhone extends Resident {
  async touch(role: 'button' | 'link', name: string): Promise<void> {
    await this.main().getByRole(role, { name, exact: true }).first().tap();
  }

  async handInAndSend(): Promise<string> {
    await this.touch('link', this.t('apply', 'to-check'));
    await expect(this.heading(this.t('check', 'title'))).toBeVisible();
    await this.page.goto(this.page.url().replace(/\/check$/, '/materials'));
    const camera = this.page.waitForEvent('filechooser');
    await this.main().locator('input[type=file]').first().tap();
    await (await camera).setFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: await photograph(this.page) });
    await this.touch('button', this.t('apply', 'hand-in'));
    await expect(this.main()).toContainText(this.t('apply', 'material-given'));
    await this.touch('link', this.t('common', 'next'));
    await this.touch('button', this.t('apply', 'send'));
    await expect(this.page).toHaveURL(/\/case\/[\w-]+$/);
    return this.reference();
  }
}

/** At a till on a touch screen: the seller types what it costs, the holder their PIN, both on the glass; the card goes under the scanner. */
async function spend(till: Till, card: VoucherCard, yuan: string): Promise<void> {
  const glass = new Glass(till.page);
  const typed = async (id: string, keys: string): Promise<void> => {
    const field = till.page.locator(id);
    await glass.open(field);
    await glass.expectLargeKeys(`the till's keys for ${id}`);
    await expectAccessible(till.page, `the till with keys for ${id}`);
    await glass.type(keys);
    await expect(field).toHaveValue(keys);
    await glass.done();
  };
  await expectAccessible(till.page, 'the till');
  await typed('#fen-food', yuan);
  await typed('#pin', card.pin);
  await glass.touch(till.page.locator('#scanned'));
  await expect(till.page.locator('#scanned')).toBeFocused();
  await expect(glass.keyboard()).toBeHidden();
  await scanInto(till.page, card.code);
  await expect(till.heading(till.t('till', 'paid', { fen: yuan }))).toBeVisible();
  await expectAccessible(till.page, 'the receipt');
}

test('sees at the kiosk what their voucher holds, and spends it with the card and its PIN by touch', { tag: ['@scripts', '@kiosk'] }, async ({ house, open }) => {
  test.setTimeout(235_000);
  await inTheHall(house, open, async ({ alone, reader }) => {
    const [person] = couple();
    const card = await printedCard(open, person, '100');
    const showsBalance = async (yuan: string): Promise<void> => {
      await alone.follow('link', new RegExp(alone.t('kiosk_shell', 'wallet')), 'the door of the vouchers');
      await alone.follow('link', alone.t('wallet', 'sign-in'), 'signing in');
      const arrived = alone.page.waitForURL(({ pathname }) => pathname === '/wallet');
      await reader.lay(person);
      await arrived;
      await alone.looks('the vouchers');
      await expect(alone.main()).toContainText(`¥${yuan}`);
      await alone.hears('the vouchers');
      await reader.take();
      await expect(alone.page).toHaveURL(/\/kiosk\/hy$/);
    };
    await showsBalance('100.00');

    await spend(await Till.open(open, 'cs-01', 'kiosk'), card, '12.50');
    await alone.arrive();
    await showsBalance('87.50');
    await alone.expectNeverSaid(card.pin, person.document);
  });
});
