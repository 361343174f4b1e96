import { expectAccessible } from '../house/axe.ts';
import { signIn, STEWARD } from '../house/hall.ts';
import { expectLargeOn, expectLargeTargets, mm } from '../house/kiosk-frame.ts';
import { Resident } from '../house/resident.ts';
import { expect, test } from '../house/test.ts';

const NAME = '门口左边';
/** A panel on which a millimetre is a third more pixels than on most. */
const INCHES = 24;

test(
  'a kiosk is enrolled, says how it is, calls for help, and is refused once it is out of use',
  { tag: '@scripts' },
  async ({ open }) => {
    test.setTimeout(120_000);
    const kiosk = new Resident(await open('kiosk', '/kiosk/enrol'));
    const code = kiosk.main().locator('[data-code]');
    await expect(code).toHaveText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    await expectAccessible(kiosk.page, 'a kiosk that waits');
    await expectLargeTargets(kiosk.page, 'a kiosk that waits');
    const shown = await code.innerText();
    // Nothing is registered twice: the same machine keeps its code.
    await kiosk.page.reload();
    await expect(code).toHaveText(shown);

    const steward = new Resident(await open('staff', '/steward/devices/enrol'));
    await signIn(steward.page, STEWARD);
    const press = (key: string): Promise<void> =>
      steward.main().getByRole('button', { name: steward.t('devices', key), exact: true }).click();
    const field = (key: string) => steward.page.getByLabel(steward.t('devices', key), { exact: true });
    await field('form-code').fill('0000-0000');
    await field('form-venue').selectOption('hy');
    await field('form-name').fill(NAME);
    await field('form-inches').fill(String(INCHES));
    await press('form-button');
    await expect(steward.main()).toContainText(steward.t('devices', 'code-wrong'));
    await expectAccessible(steward.page, 'a code that nobody shows');
    await field('form-code').fill(shown.toLowerCase());
    await press('form-button');
    await expect(steward.page).toHaveURL(/\/steward\/devices$/);
    await expect(steward.main()).toContainText(NAME);

    await expect(kiosk.page).toHaveURL(/\/kiosk\/hy$/);
    // Its pages know its panel: 20 mm are 20 mm.
    const body = kiosk.page.locator('body');
    await expect(body).toHaveAttribute('data-inch', String(INCHES));
    await expectLargeOn(kiosk.page, INCHES, 'the first screen of a small panel');
    const helper = kiosk.page.getByRole('button', { name: kiosk.t('kiosk_shell', 'helper'), exact: true });
    const high = await helper.evaluate((button) => parseFloat(getComputedStyle(button).minHeight));
    expect(high / mm(INCHES), 'millimetres of a button').toBeCloseTo(20, 1);
    const extractable = await kiosk.page.evaluate(async () => {
      const base = await new Promise<IDBDatabase>((done) => {
        const asked = indexedDB.open('yimen-device');
        asked.onsuccess = () => done(asked.result);
      });
      const pair = await new Promise<CryptoKeyPair>((done) => {
        const asked = base.transaction('keep').objectStore('keep').get('key');
        asked.onsuccess = () => done(asked.result as CryptoKeyPair);
      });
      base.close();
      return pair.privateKey.extractable;
    });
    expect(extractable).toBe(false);
    expect((await kiosk.page.goto('/kiosk/hgs'))?.status(), 'another venue').toBe(403);
    await kiosk.page.goto('/kiosk/hy');
    // The screen that nobody touches says until when it may be counted on.
    const until = kiosk.page.locator('[data-works-until]');
    await expect(until).toContainText(kiosk.t('kiosk_shell', 'attract-until', { time: '17:00' }));
    await expect(until).not.toHaveAttribute('hidden');

    // Its first report arrives by itself.
    await expect
      .poll(async () => {
        await steward.page.goto('/steward/devices');
        return steward.main().innerText();
      })
      .toContain(steward.t('devices', 'page-current'));
    await expect(steward.main()).toContainText(steward.t('devices', 'works'));
    await expect(steward.main()).toContainText(steward.t('devices', 'clock-right'));
    await expectAccessible(steward.page, 'the kiosks');
    const phone = new Resident(await open('phone', '/kiosks'));
    await expect(phone.main()).toContainText(phone.like('devices', 'kiosk-works-until'));

    await kiosk.page.goto('/kiosk/hy/help');
    await kiosk.main().getByRole('button', { name: kiosk.t('devices', 'help-button'), exact: true }).click();
    await expect(kiosk.main()).toContainText(kiosk.like('devices', 'help-told'));
    await steward.page.goto('/steward');
    await steward.page.getByRole('link', { name: steward.t('devices', 'calls-open', { n: '1' }) }).click();
    await press('come');
    // The page of the call is kept fresh.
    await expect(kiosk.main()).toContainText(kiosk.t('devices', 'help-coming', { name: '值守 Steward' }), { timeout: 20_000 });
    await press('done');
    await expect(steward.main()).toContainText(steward.t('devices', 'calls-none'));

    await steward.main().getByRole('button', { name: new RegExp(steward.t('devices', 'revoke')) }).click();
    await expect(steward.main()).toContainText(steward.t('devices', 'out-of-use'));
    expect((await kiosk.page.goto('/kiosk/hy'))?.status()).toBe(403);
    await expect(kiosk.heading(kiosk.like('devices', 'not-this-title'))).toBeVisible();
    // A resident may stand before it: as large as ever, though nobody but the machine itself knows its panel now.
    await expect(body).toHaveAttribute('data-inch', String(INCHES));
    await expectLargeOn(kiosk.page, INCHES, 'a machine that is refused');
    await expectAccessible(kiosk.page, 'a machine that is refused');
    await expect(kiosk.main().locator('[data-say="revoked"]')).toBeVisible();
    // It may be enrolled again, as a new machine with a new key.
    await kiosk.page.goto('/kiosk/enrol');
    await kiosk.main().locator('[data-again]').click();
    await expect(code).toHaveText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    await expect(code).not.toHaveText(shown);
  },
);
