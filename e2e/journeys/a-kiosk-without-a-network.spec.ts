import { appendFile, cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expectAccessible } from '../house/axe.ts';
import { START, TOMORROW } from '../house/clock.ts';
import { root } from '../house/files.ts';
import { Counter, COUNTER, signIn, STEWARD } from '../house/hall.ts';
import { EnrolledKiosk } from '../house/kiosk.ts';
import { Printer } from '../house/printer.ts';
import { Resident } from '../house/resident.ts';
import { expect, test } from '../house/test.ts';
import { serviceName, words } from '../house/words.ts';

const MARRIAGE = 'XC-HY-01';
const OLD_AGE = 'XC-LN-01';
const FORM = `/kiosk/hy/form/${OLD_AGE.toLowerCase()}`;

test(
  'two kiosks without a network give out numbers through kills, and all are in the queue in order, none twice',
  { tag: '@scripts' },
  async ({ page, house, open }) => {
    test.setTimeout(300_000);
    const passes: string[] = [];
    for (const at of ['10:00', '10:00', '10:30']) {
      const resident = new Resident(page);
      await resident.book({ at });
      passes.push(await resident.readPass());
    }
    await house.restartAt(`${TOMORROW} 09:50`);
    const [first, second] = [await EnrolledKiosk.open(open, '门口左边'), await EnrolledKiosk.open(open, '门口右边')];
    await first.ready();
    await second.ready();

    await first.loseNetwork();
    await second.loseNetwork();
    await expectAccessible(first.page, 'a kiosk without a network');
    await expect(first.page.locator('[data-say="since"]')).toBeVisible();
    // [number, when]: what each person holds, in the order of arrival.
    const given: string[] = [];
    await first.scan(passes[0] ?? '');
    given.push(await first.number());
    // The same pass once more, here; another QR; an altered pass; a reference.
    await first.scan(passes[0] ?? '');
    await expect(first.refusal('used')).toContainText(given[0] ?? '');
    await first.scan('HTTPS://EXAMPLE.INVALID/');
    await expect(first.refusal('not-a-pass')).toBeVisible();
    const altered = passes[1] ?? '';
    await first.scan(`${altered.slice(0, 60)}${altered[60] === 'A' ? 'B' : 'A'}${altered.slice(61)}`);
    await expect(first.page.locator('[data-of="refused"]:visible')).toHaveAttribute('data-say', /^(forged|not-a-pass|wrong-venue)$/);
    await first.scan('7KQ4-2MX9');
    await expect(first.refusal('reference')).toBeVisible();

    for (let round = 0; round < 14; round += 1) {
      given.push(await first.walkIn(MARRIAGE, round === 3 ? 'elderly' : 'ordinary'));
      given.push(await second.walkIn(MARRIAGE));
      // The page begins anew, then it is killed beside another: what was given out is known.
      if (round === 5) {
        await first.page.reload();
        await first.isOffline();
      }
      if (round === 9) {
        const next = await second.page.context().newPage();
        await next.goto('/kiosk/hy');
        await second.page.close();
        second.page = next;
        await second.isOffline();
      }
    }
    await second.scan(passes[1] ?? '');
    given.push(await second.number());
    // One who checked in at the other machine as well: the server tells that it is one person.
    await second.scan(passes[0] ?? '');
    const twice = await second.number();
    expect(new Set([...given, twice]).size).toBe(given.length + 1);

    // What lies on the machine says nothing: neither passes nor what was asked for.
    const lying = await first.page.evaluate(async () => {
      const base = await new Promise<IDBDatabase>((done) => {
        const asked = indexedDB.open('yimen-kiosk-queue');
        asked.onsuccess = () => done(asked.result);
      });
      const all = await new Promise<{ sealed?: { data: ArrayBuffer } }[]>((done) => {
        const asked = base.transaction('given').objectStore('given').getAll();
        asked.onsuccess = () => done(asked.result as { sealed?: { data: ArrayBuffer } }[]);
      });
      base.close();
      return all.map((one) => (one.sealed ? new TextDecoder('latin1').decode(one.sealed.data) : '')).join('\n');
    });
    expect(lying).not.toContain('XC-HY');
    expect(lying).not.toContain(passes[0]);

    // The first comes back, and is killed in the middle of bringing its numbers home: the answer is lost on the way.
    await first.page.evaluate(() => {
      const asked = globalThis.fetch;
      globalThis.fetch = async (...to) => {
        const answer = await asked(...to);
        if (!String(to[0]).endsWith('/reconcile')) return answer;
        document.documentElement.dataset['lost'] = 'yes';
        throw new TypeError('the answer was lost');
      };
    });
    await first.findNetwork();
    await first.page.evaluate(() => dispatchEvent(new Event('online')));
    await expect(first.page.locator('html')).toHaveAttribute('data-lost', 'yes');
    await first.page.reload();
    await expect(first.panel('back')).toBeVisible({ timeout: 30_000 });
    await expect(first.page.locator('[data-say="home-all"]')).toContainText(first.t('home-all', { n: '15' }));
    await expect(first.page).toHaveURL(/\/kiosk\/hy$/, { timeout: 30_000 });

    await second.findNetwork();
    await second.page.evaluate(() => dispatchEvent(new Event('online')));
    await expect(second.page.locator('[data-say="home-some"]')).toBeVisible({ timeout: 30_000 });

    // Everybody is in the queue once, and a counter calls those without an appointment in the order of arrival.
    const counter = new Counter(await open('staff', '/counter/hy/1'));
    await signIn(counter.page, COUNTER);
    await expect(counter.main()).toContainText(words('zh', 'counter', 'waiting', { n: String(given.length) }));
    await expect(counter.main()).not.toContainText(twice);
    await counter.act('open');
    const called: string[] = [];
    for (let n = 0; n < given.length; n += 1) {
      await counter.act('next');
      const current = /[ABC]\d{3}/.exec(await counter.main().innerText());
      called.push(current?.[0] ?? '');
      await counter.act('start');
      await counter.act('finish');
    }
    expect([...called].sort()).toEqual([...given].sort());
    const ordinary = (numbers: string[]): string[] => numbers.filter((number) => number.startsWith('B'));
    expect(ordinary(called)).toEqual(ordinary(given));

    // The number that is not in the queue stands before the steward, until somebody has seen to it.
    const steward = new Resident(await open('staff', '/steward/kiosk-conflicts'));
    await signIn(steward.page, STEWARD);
    const card = steward.main().getByRole('listitem').filter({ hasText: twice });
    await expect(card).toHaveCount(1);
    await expect(card).toContainText('门口右边');
    await expectAccessible(steward.page, 'numbers to see to');
    await card.getByRole('button', { name: words('zh', 'kiosk_offline', 'seen-to') }).click();
    await expect(steward.main()).toContainText(words('zh', 'kiosk_offline', 'conflicts-none'));
  },
);

test('a printer that jams without a network: what was printed is in the queue once, and what nobody has is in none', { tag: '@scripts' }, async ({ house, open }) => {
  test.setTimeout(240_000);
  const printer = await Printer.open(house.url);
  try {
    const settings = { YIMEN_BRIDGE_URL: printer.url };
    await house.restartAt(`${TOMORROW} 09:50`, { settings });
    const kiosk = await EnrolledKiosk.open(open, '门口左边', 'hy', printer.enrol);
    await kiosk.ready();
    // The bridge has the door's word for this machine, as it came with the first report.
    const standing = () =>
      kiosk.page.evaluate(async () => {
        const { bridge, bridgeSecret } = document.body.dataset;
        const answer = await fetch(`${bridge}/v1/state`, { headers: { authorization: `Bearer ${bridgeSecret}` } });
        return ((await answer.json()) as { standing: { state: string } }).standing.state;
      });
    await expect.poll(standing, { timeout: 30_000 }).toBe('fresh');
    // The house itself is away: a browser that is told to be offline would not reach its printer either.
    await house.stop();
    await kiosk.page.goto('/kiosk/hy');
    await kiosk.isOffline();
    const trouble = (why: string) => kiosk.panel('number').locator(`[data-of="trouble"][data-say="${why}"]`);

    // Stuck, once more stuck, then no paper; with a new roll the same person's number comes out, once.
    await printer.turn('jam');
    await kiosk.askForNumber(MARRIAGE);
    await expect(trouble('jam')).toBeVisible();
    await expect(kiosk.panel('number').locator('[data-number]')).toBeEmpty();
    await expectAccessible(kiosk.page, 'a number that was not printed');
    await kiosk.choose('print-again');
    await expect(trouble('jam')).toBeVisible();
    await printer.turn('mend');
    await printer.turn('out');
    await kiosk.choose('print-again');
    await expect(trouble('out')).toBeVisible();
    await printer.turn('new_roll');
    await kiosk.choose('print-again');
    const printed = await kiosk.number();
    expect((await printer.slips()).filter((slip) => slip.includes(printed))).toHaveLength(1);

    // Nobody answers: whether a paper came, its person is asked. This one has none, and wants none.
    await printer.stop();
    await kiosk.askForNumber(MARRIAGE);
    await expect(kiosk.panel('number')).toContainText(kiosk.t('print-unknown'));
    await expect(kiosk.panel('number').getByRole('button', { name: kiosk.t('paper-came') })).toBeVisible();
    await kiosk.choose('not-wanted');
    await expect(kiosk.panel('start')).toBeVisible();

    // The network comes back under somebody whose number is not printed: it goes nowhere, and they may still refuse it.
    await printer.start();
    await printer.turn('jam');
    await kiosk.askForNumber(MARRIAGE);
    await expect(trouble('jam')).toBeVisible();
    await house.start(`${TOMORROW} 09:58`, { settings });
    await kiosk.page.evaluate(() => dispatchEvent(new Event('online')));
    await expect(kiosk.page.locator('[data-offline-kiosk]')).toHaveAttribute('data-network', 'back', { timeout: 30_000 });
    await expect(trouble('jam')).toBeVisible();
    await kiosk.choose('not-wanted');
    await expect(kiosk.page.locator('[data-say="home-all"]')).toContainText(kiosk.t('home-all', { n: '1' }), { timeout: 60_000 });

    const counter = new Counter(await open('staff', '/counter/hy/1'));
    await signIn(counter.page, COUNTER);
    await expect(counter.main()).toContainText(words('zh', 'counter', 'waiting', { n: '1' }));
    await counter.act('open');
    await counter.act('next');
    await expect(counter.main()).toContainText(printed);
  } finally {
    await printer.close();
  }
});

test('a guide is read and a call back asked for without a network; only the steward reads who asked', { tag: '@scripts' }, async ({ open }) => {
  test.setTimeout(180_000);
  const kiosk = await EnrolledKiosk.open(open, '大厅');
  await kiosk.ready();
  const control = (file: string, key: string) => kiosk.page.getByRole('banner').getByRole('button', { name: words('zh', file, key), exact: true });
  const html = kiosk.page.locator('html');
  await control('common', 'print-large').click();
  await expect(html).toHaveAttribute('data-print', 'large');
  await expect(html).toHaveAttribute('data-kept', 'ready');
  await kiosk.loseNetwork();
  // As they had it before; and it is switched on, also without a server.
  await expect(html).toHaveAttribute('data-print', 'large');
  await control('common', 'print-larger').click();
  await control('common', 'contrast-high').click();
  await control('kiosk_shell', 'low').click();
  await expect(html).toHaveAttribute('data-print', 'larger');
  await expect(html).toHaveAttribute('data-contrast', 'high');
  await expect(kiosk.page.locator('body')).toHaveAttribute('data-low', '');
  await expect(control('kiosk_shell', 'high')).toBeVisible();
  await kiosk.isOffline();
  await expectAccessible(kiosk.page, 'a kiosk without a network, in the largest print');
  await control('kiosk_shell', 'high').click();
  // Nobody can be called, and that is said.
  await control('kiosk_shell', 'helper').click();
  await expect(kiosk.page.getByRole('banner')).toContainText(words('zh', 'devices', 'help-cannot'));
  await kiosk.panel('start').getByRole('button', { name: kiosk.t('guides') }).click();
  await kiosk.panel('guides').locator(`a[href$="${MARRIAGE.toLowerCase()}"]`).click();
  await expect(kiosk.page).toHaveURL(/\/guide\/xc-hy-01$/);
  await expectAccessible(kiosk.page, 'a guide without a network');
  await expect(html).toHaveAttribute('data-print', 'larger');
  // A page of before leads to what is kept.
  await kiosk.page.goto(`/services/${MARRIAGE.toLowerCase()}`);
  await expect(kiosk.page).toHaveURL(/\/kiosk\/hy\/guide\/xc-hy-01$/);
  await kiosk.page.getByRole('main').getByRole('link', { name: kiosk.t('back') }).click();
  await kiosk.isOffline();

  await kiosk.panel('start').getByRole('button', { name: kiosk.t('call-back') }).click();
  const form = kiosk.panel('call-back');
  await expectAccessible(kiosk.page, 'asking to be called back');
  await form.locator('#ask-service').selectOption(MARRIAGE);
  await form.locator('#ask-name').fill('样例金丝雀');
  await form.locator('#ask-phone').fill('1380013');
  await form.getByRole('button', { name: kiosk.t('send') }).click();
  await expect(form.locator('[data-say="phone"]')).toBeVisible();
  await form.locator('#ask-phone').fill('138 0013 8000');
  await form.getByRole('button', { name: kiosk.t('send') }).click();
  await expect(kiosk.panel('kept')).toBeVisible();
  expect(await kiosk.page.content()).not.toContain('金丝雀');

  // Who asked goes away. What is kept is brought home by itself, and said once nobody stands there.
  await kiosk.panel('kept').getByRole('button', { name: kiosk.t('back') }).click();
  await kiosk.findNetwork();
  await expect(kiosk.page.locator('[data-say="delivered"]')).toBeVisible({ timeout: 60_000 });
  const steward = new Resident(await open('staff', '/steward/call-backs'));
  await signIn(steward.page, STEWARD);
  await expect(steward.main()).toContainText('样例金丝雀');
  await expect(steward.main()).toContainText('13800138000');
  await expectAccessible(steward.page, 'people to call back');
  await steward.main().getByRole('button', { name: words('zh', 'kiosk_offline', 'called'), exact: true }).click();
  await expect(steward.main()).toContainText(words('zh', 'kiosk_offline', 'call-backs-none'));
  await steward.page.goto('/steward/messages');
  await expect(steward.main()).toContainText(words('zh', 'kiosk_offline', 'sms-received'));
});

test('an application is begun without a network and gone on with on a phone; the machine keeps nothing that can be read', { tag: '@scripts' }, async ({ open }) => {
  test.setTimeout(180_000);
  const kiosk = await EnrolledKiosk.open(open, '大厅');
  await kiosk.ready();
  await expect.poll(() => kiosk.page.evaluate(async (path) => Boolean(await caches.match(path)), `${FORM}/en`), { timeout: 60_000 }).toBe(true);
  await kiosk.loseNetwork();
  await kiosk.page.goto(`${FORM}/en`);
  await expect(kiosk.page.getByRole('heading', { level: 1 })).toContainText(serviceName('en', OLD_AGE));
  await kiosk.page.getByRole('main').getByRole('link', { name: words('en', 'kiosk_offline', 'begin-leave') }).click();
  await kiosk.isOffline();
  await kiosk.panel('start').getByRole('button', { name: kiosk.t('begin') }).click();
  await expectAccessible(kiosk.page, 'what can be begun without a network');
  await kiosk.panel('begin').locator(`a[href="${FORM}"]`).click();
  await expect(kiosk.page.locator('html')).toHaveAttribute('data-offline', 'form');
  const form = kiosk.page.getByRole('main').locator('form');
  const press = (key: string) => form.getByRole('button', { name: kiosk.t(key), exact: true }).click();
  const next = () => form.getByRole('button', { name: words('zh', 'common', 'next'), exact: true }).click();

  await press('begin-keep');
  await expect(kiosk.refusal('nothing-typed')).toBeVisible();
  await form.locator('#name').fill('样例金丝雀');
  await form.locator('#id_no').fill('1101');
  await form.locator('#mobile').fill('138 0013 8000');
  await expectAccessible(kiosk.page, 'a form without a network');
  await next();
  await expect(form.locator('#name')).toBeHidden();
  // What hangs on an answer is asked after it.
  await expect(form.locator('#live_community')).toBeHidden();
  await form.locator('#live_street').selectOption('110102018');
  await expect(form.locator('#live_community')).toBeVisible();
  await form.locator('#live_addr').fill('样例胡同 7 号');
  await press('begin-before');
  await expect(form.locator('#name')).toHaveValue('样例金丝雀');
  await press('begin-keep');
  const begun = kiosk.page.locator('[data-begun]');
  await expect(begun).toBeVisible();
  await expect(begun).toContainText(kiosk.t('begun-title'));
  await expectAccessible(kiosk.page, 'an application that was begun without a network');
  const [reference = '', code = ''] = await begun.locator('dd').allInnerTexts();
  expect(reference).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(code).toMatch(/^\d{6}$/);
  expect(await kiosk.page.content()).not.toContain('金丝雀');
  await begun.getByRole('link', { name: kiosk.t('finished') }).click();
  await kiosk.isOffline();
  const lying = await kiosk.page.evaluate(async () => {
    const base = await new Promise<IDBDatabase>((done) => {
      const asked = indexedDB.open('yimen-kiosk-queue');
      asked.onsuccess = () => done(asked.result);
    });
    const all = await new Promise<unknown[]>((done) => {
      const asked = base.transaction('requests').objectStore('requests').getAll();
      asked.onsuccess = () => done(asked.result);
    });
    base.close();
    return all.map((one) => `${String(one)}\n${atob(String(one))}`);
  });
  expect(lying.length).toBe(1);
  const canary = Buffer.from('金丝雀').toString('latin1');
  for (const readable of ['金丝雀', canary, '13800138000', reference, code, OLD_AGE]) expect(lying.join('\n')).not.toContain(readable);

  await kiosk.findNetwork();
  await expect(kiosk.page.locator('[data-say="begun-home"]')).toBeVisible({ timeout: 60_000 });
  const phone = new Resident(await open('phone', '/resume'));
  await phone.page.getByLabel(phone.t('apply', 'later-reference'), { exact: true }).fill(reference);
  await phone.page.getByLabel(phone.t('apply', 'later-code'), { exact: true }).fill(code);
  await phone.main().getByRole('button', { name: phone.t('apply', 'go-on-short'), exact: true }).click();
  await phone.link('apply', 'go-on-short').click();
  await expect(phone.page.locator('#name')).toHaveValue('样例金丝雀');
  await expect(phone.page.locator('#id_no')).toHaveValue('1101');
  const steward = new Resident(await open('staff', '/steward/messages'));
  await signIn(steward.page, STEWARD);
  await expect(steward.main()).toContainText(reference);
});

test('a new worker waits until nobody stands before the machine', { tag: '@scripts' }, async ({ house, open }) => {
  test.setTimeout(120_000);
  const kiosk = await EnrolledKiosk.open(open, '大厅');
  await kiosk.ready();
  // The same house with other files.
  const site = join(house.folder, 'site');
  await cp(join(root, 'target/site'), site, { recursive: true });
  await appendFile(join(site, 'kiosk/offline/paper.js'), '// Another version.\n');
  await house.restartAt(START, { settings: { YIMEN_SITE: site } });
  const waits = () =>
    kiosk.page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration('/kiosk/hy');
      await registration?.update();
      return Boolean(registration?.waiting);
    });
  // Somebody typed: it waits, also once they have cleared it again.
  await kiosk.page.locator('#scanned').fill('7');
  await expect.poll(waits, { timeout: 30_000 }).toBe(true);
  await kiosk.page.locator('#scanned').fill('');
  expect(await waits()).toBe(true);
  // The next person's first page, untouched: it takes over.
  await kiosk.page.goto('/kiosk/hy');
  await expect(async () => expect(await waits()).toBe(false)).toPass({ timeout: 30_000 });
});
