import type { APIRequestContext, Page } from '@playwright/test';
import { Applicant, inNeed } from '../house/applicant.ts';
import { CardReader } from '../house/card-reader.ts';
import { START } from '../house/clock.ts';
import { Kiosk } from '../house/hall.ts';
import { EnrolledKiosk } from '../house/kiosk.ts';
import { couple } from '../house/people.ts';
import { readQr } from '../house/qr.ts';
import { statusOf } from '../house/resident.ts';
import { awake, expect, test, type OpenScreen } from '../house/test.ts';
import { contents, remembered } from '../house/traces.ts';
import { words } from '../house/words.ts';

const KIOSK = '/kiosk/hy';
const FIRST = new RegExp(`${KIOSK}$`);
/** Told by the person, in their session, or put into the browser while they were there. */
const CANARY = '金丝雀';
/** The name of what is planted: no file of the house has such a word. */
const PLANTED = 'planted-7kq4';
const SEARCHED = '领证办证';
const ZHANG = '张*';

test.use({ viewport: { width: 1080, height: 1920 }, hasTouch: true, isMobile: false });
test.beforeEach(({}, info) => test.skip(info.project.name === 'phone-scripts', 'the project «kiosk» is this one with scripts'));

/** Each way in which somebody leaves. */
const WAYS: Record<string, (page: Page, open: OpenScreen) => Promise<unknown>> = {
  'they say that they are finished': (page) => bar(page, 'finished'),
  'they go to the first screen': (page) => bar(page, 'start'),
  'their card is taken away': (page) => page.evaluate(() => document.dispatchEvent(new Event('kiosk-leave'))),
  'the next person is announced': (page) => page.goto(`${KIOSK}?next`),
  // The watch asks, waits for an answer and goes; the clock ends with the page that it belonged to.
  'nobody touches it any more': (page) => page.clock.runFor(400_000).catch(() => undefined),
  'nobody touches a page of the kiosk’s own any more': async (page) => {
    await follow(page, `${KIOSK}/check-in`);
    await awake(page, true);
    await page.clock.runFor(400_000).catch(() => undefined);
  },
  'they have it on their phone': async (page) => {
    await follow(page, later(page));
    await page.getByRole('main').getByRole('link', { name: words('zh', 'kiosk_shell', 'phone-done'), exact: true }).tap();
  },
  'a phone goes on with it': async (page, open) => {
    await follow(page, later(page));
    await awake(page, true);
    await open('phone', await readQr(page.getByRole('img', { name: words('zh', 'apply', 'later-qr') })));
  },
  'they have read their number': async (page) => {
    await follow(page, `${KIOSK}/walk-in`);
    await new Kiosk(page).takeNumber('XC-HY-05', words('zh', 'walk_in', 'ordinary'));
    await page.getByRole('main').getByRole('link', { name: words('zh', 'kiosk', 'finished'), exact: true }).tap();
  },
};

/** The page by which the draft on the screen goes on elsewhere. */
function later(page: Page): string {
  return `${new URL(page.url()).pathname.split('/').slice(0, 3).join('/')}/later`;
}

async function bar(page: Page, key: string): Promise<void> {
  await page.getByRole('navigation', { name: words('zh', 'kiosk_shell', 'bar') }).getByRole('link', { name: words('zh', 'kiosk_shell', key), exact: true }).tap();
}

interface Left {
  /** The draft's page, and the session that was the person's. */
  draft: string;
  session: string;
}

/** Follows a link, as a touch does. */
async function follow(page: Page, path: string): Promise<void> {
  await page.evaluate((href) => {
    const link = document.createElement('a');
    link.href = href;
    document.body.append(link);
    link.click();
  }, path);
  await page.waitForURL((url) => url.pathname + url.search === path);
}

/** Somebody signs in, searches, and begins an application: the page with their name is on the screen. */
async function live(page: Page): Promise<Left> {
  await follow(page, '/sign-in');
  const resident = new Applicant(page);
  await resident.link('resident_sign_in', 'provider').tap();
  await page.getByRole('button', { name: '张样' }).click();
  await expect(resident.main()).toContainText(ZHANG);
  await follow(page, '/services');
  await page.getByRole('searchbox').fill(SEARCHED);
  await page.getByRole('searchbox').press('Enter');
  await expect(page).toHaveURL(/q=/);
  await page.waitForLoadState();
  await follow(page, '/apply/xc-jz-04');
  await resident.main().getByRole('button', { name: resident.t('apply', 'start'), exact: true }).tap();
  await expect(page).toHaveURL(/\/draft\/[\w-]+\/[\w-]+$/);
  const draft = new URL(page.url()).pathname;
  await resident.answer({ ...inNeed(51), name: CANARY });
  await resident.next();
  await follow(page, draft);
  await expect(page.locator('#name')).toHaveValue(CANARY);
  const session = (await page.context().cookies()).find((cookie) => cookie.name === 'resident')?.value ?? '';
  return { draft, session };
}

/** What a page of ours, or of anybody's, could have kept. */
async function plant(page: Page): Promise<void> {
  const planted = [CANARY, PLANTED] as const;
  await page.evaluate(async ([canary, name]) => {
    sessionStorage.setItem(name, canary);
    localStorage.setItem(name, canary);
    document.cookie = `${name}=here; Path=/`;
    window.name = name;
    await (await caches.open(name)).put(`/${name}`, new Response(canary));
    await new Promise((done, failed) => {
      const asked = indexedDB.open(canary);
      asked.onerror = failed;
      asked.onsuccess = () => {
        asked.result.close();
        done(undefined);
      };
    });
  }, planted);
}

/** What is read of a page; once more where the page went on to another meanwhile. */
async function steadily(page: Page, read: () => Promise<string>, tries = 5): Promise<string> {
  try {
    return await read();
  } catch (wrong) {
    if (tries === 0) throw wrong;
    await page.waitForLoadState();
    return steadily(page, read, tries - 1);
  }
}

/** Everything that a browser keeps and a page can read, as one text. */
async function kept(page: Page): Promise<string> {
  return steadily(page, () => read(page));
}

async function read(page: Page): Promise<string> {
  const stored = await page.evaluate(() => {
    const fields = [...document.querySelectorAll('input')].map((input) => input.value);
    const goesOn = [document.cookie, window.name];
    return JSON.stringify({ session: { ...sessionStorage }, local: { ...localStorage }, fields, goesOn });
  });
  return stored + (await contents(page)) + (await page.content()) + decodeURIComponent(page.url());
}

/** Whom the server takes the holder of a session's cookie for. */
async function knows(request: APIRequestContext, url: string, session: string): Promise<string> {
  const answer = await request.get(`${url}/my`, { headers: { cookie: `resident=${session}` } });
  return answer.text();
}

for (const [way, leave] of Object.entries(WAYS)) {
  test(`nothing of a person is left when ${way}`, { tag: ['@kiosk', '@scripts'] }, async ({ page, house, open, playwright }) => {
    await page.clock.install();
    await page.goto(KIOSK);
    const { draft, session } = await live(page);
    await plant(page);
    await awake(page, true);
    const stranger = await playwright.request.newContext();
    expect(await knows(stranger, house.url, session)).toContain(ZHANG);

    await leave(page, open);
    await expect(page).toHaveURL(FIRST);
    await expect(page.getByRole('list', { name: words('zh', 'kiosk_shell', 'choices') })).toBeVisible();
    for (const secret of [CANARY, ZHANG, SEARCHED, PLANTED]) await expect.poll(() => kept(page), secret).not.toContain(secret);
    expect(await page.evaluate(() => document.referrer), 'where the next page was come from').not.toContain(draft);
    const cookies = (await page.context().cookies()).map((cookie) => cookie.name).sort();
    expect(cookies).not.toContain('resident');
    expect(await knows(stranger, house.url, session), 'the session on the server').not.toContain(ZHANG);

    // Back, as far as it goes: no page of theirs, not even the words that they searched by.
    for (let step = 0; step < 8; step += 1) {
      const before = page.url();
      await page.goBack({ waitUntil: 'load' }).catch(() => undefined);
      if (page.url() === 'about:blank') break;
      const seen = await kept(page);
      for (const secret of [CANARY, ZHANG, SEARCHED, PLANTED]) expect(seen, `${step} steps back from ${before}`).not.toContain(secret);
    }
    await page.goto(KIOSK);
    const answer = await page.goto(draft);
    expect(answer?.status(), 'the address alone').toBe(404);
    await stranger.dispose();
  });
}

test('an enrolled kiosk keeps nothing in caches, databases and memory of who takes their card away', { tag: ['@kiosk', '@scripts'] }, async ({ house, open }) => {
  const reader = await CardReader.open(house.url);
  try {
    await house.restartAt(START, { settings: { YIMEN_BRIDGE_URL: reader.bridge.url } });
    const kiosk = await EnrolledKiosk.open(open, '门口左边', 'hy', reader.bridge.enrol);
    // Its worker is there, and has kept what it keeps.
    await kiosk.ready();
    const [{ page }, [person]] = [kiosk, couple()];
    const secrets = [CANARY, person.document, PLANTED];
    await page.goto('/sign-in?back=/my');
    await expect(page.getByRole('region', { name: words('zh', 'kiosk_card', 'title') })).toBeVisible();
    await reader.lay({ ...person, name: CANARY });
    await expect(page).toHaveURL(/:\d+\/my$/);
    const resident = new Applicant(page);
    await resident.begin('XC-JZ-04');
    const first = page.url();
    await resident.answer({ ...inNeed(53), name: CANARY, id_no: person.document });
    await statusOf(page, () => resident.next());
    await page.goto(first);
    await expect(page.locator('#name')).toHaveValue(CANARY);
    await plant(page);
    await page.evaluate((canary) => Object.assign(globalThis, { canary }), CANARY);
    expect(await remembered(page, secrets), 'the search finds what is there').not.toEqual([]);

    await reader.take();
    await expect(page).toHaveURL(FIRST);
    await awake(page, true);
    await expect.poll(() => kept(page)).not.toContain(PLANTED);
    const left = await kept(page);
    for (const secret of secrets) expect(left).not.toContain(secret);
    await expect.poll(() => remembered(page, secrets), { timeout: 60_000, intervals: [1000, 3000, 5000] }).toEqual([]);
    expect((await page.context().cookies()).map((cookie) => cookie.name)).not.toContain('resident');
  } finally {
    await reader.bridge.close();
  }
});

test('without scripts the server alone refuses what was the last person’s', { tag: '@kiosk' }, async ({ page }) => {
  await page.goto(KIOSK);
  const resident = new Applicant(page);
  await resident.begin('XC-JZ-04');
  await resident.answer({ ...inNeed(52), name: CANARY });
  await resident.next();
  const theirs = page.url();
  await bar(page, 'finished');
  await expect(page).toHaveURL(FIRST);
  for (let step = 0; step < 4; step += 1) {
    await page.goBack().catch(() => undefined);
    if (page.url() === 'about:blank') break;
    expect(await steadily(page, () => page.content())).not.toContain(CANARY);
  }
  expect((await page.goto(theirs))?.status()).toBe(404);
});

test('a language and a size that somebody chose are not the next person’s', { tag: '@kiosk' }, async ({ page }) => {
  await page.goto(KIOSK);
  await page.getByRole('banner').getByRole('button', { name: 'English' }).tap();
  await page.getByRole('banner').getByRole('button', { name: words('en', 'common', 'print-large') }).tap();
  await expect(page.locator('html')).toHaveAttribute('data-print', 'large');
  await page.goto('/services');
  await page.getByRole('link', { name: words('en', 'kiosk_shell', 'finished'), exact: true }).tap();
  await expect(page).toHaveURL(FIRST);
  await expect(page.locator('html')).toHaveAttribute('lang', /^zh/);
  await expect(page.locator('html')).toHaveAttribute('data-print', 'normal');
});

test('who needs more time says so, and the screen stays', { tag: ['@kiosk', '@scripts'] }, async ({ page }) => {
  await page.clock.install();
  await page.goto(KIOSK);
  await page.goto('/find');
  await awake(page, true);
  await page.getByLabel(words('zh', 'find', 'reference'), { exact: true }).fill('7KQ4');
  await page.clock.runFor(80_000);
  await page.getByRole('button', { name: words('zh', 'kiosk', 'idle-more'), exact: true }).tap();
  await page.clock.runFor(110_000);
  await expect(page).toHaveURL(/\/find$/);
  await expect(page.getByLabel(words('zh', 'find', 'reference'), { exact: true })).toHaveValue('7KQ4');
});
