import type { APIRequestContext, Page } from '@playwright/test';
import { Applicant, inNeed } from '../house/applicant.ts';
import { awake, expect, test } from '../house/test.ts';
import { words } from '../house/words.ts';

const KIOSK = '/kiosk/hy';
const FIRST = new RegExp(`${KIOSK}$`);
/** Told by the person, in their session, or put into the browser while they were there. */
const CANARY = '金丝雀';
const SEARCHED = '领证办证';
const ZHANG = '张*';

test.use({ viewport: { width: 1080, height: 1920 }, hasTouch: true, isMobile: false });
test.beforeEach(({}, info) => test.skip(info.project.name === 'phone-scripts', 'the project «kiosk» is this one with scripts'));

/** Each way in which somebody leaves. */
const WAYS: Record<string, (page: Page) => Promise<unknown>> = {
  'they say that they are finished': (page) => bar(page, 'finished'),
  'they go to the first screen': (page) => bar(page, 'start'),
  'their card is taken away': (page) => page.evaluate(() => document.dispatchEvent(new Event('kiosk-leave'))),
  'the next person is announced': (page) => page.goto(`${KIOSK}?next`),
  // The watch asks, waits for an answer and goes; the clock ends with the page that it belonged to.
  'nobody touches it any more': (page) => page.clock.runFor(400_000).catch(() => undefined),
};

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
  await page.evaluate(async (canary) => {
    sessionStorage.setItem('planted', canary);
    localStorage.setItem('planted', canary);
    document.cookie = 'planted=here; Path=/';
    window.name = 'planted';
    await (await caches.open('planted')).put('/planted', new Response(canary));
    await new Promise((done, failed) => {
      const asked = indexedDB.open(canary);
      asked.onerror = failed;
      asked.onsuccess = () => {
        asked.result.close();
        done(undefined);
      };
    });
  }, CANARY);
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
  const stored = await page.evaluate(async () => {
    const names = await caches.keys();
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    const fields = [...document.querySelectorAll('input')].map((input) => input.value);
    const goesOn = [document.cookie, window.name];
    return JSON.stringify({ session: { ...sessionStorage }, local: { ...localStorage }, names, databases, fields, goesOn });
  });
  return stored + (await page.content()) + decodeURIComponent(page.url());
}

/** Whom the server takes the holder of a session's cookie for. */
async function knows(request: APIRequestContext, url: string, session: string): Promise<string> {
  const answer = await request.get(`${url}/my`, { headers: { cookie: `resident=${session}` } });
  return answer.text();
}

for (const [way, leave] of Object.entries(WAYS)) {
  test(`nothing of a person is left when ${way}`, { tag: ['@kiosk', '@scripts'] }, async ({ page, house, playwright }) => {
    await page.clock.install();
    await page.goto(KIOSK);
    const { draft, session } = await live(page);
    await plant(page);
    await awake(page, true);
    const stranger = await playwright.request.newContext();
    expect(await knows(stranger, house.url, session)).toContain(ZHANG);

    await leave(page);
    await expect(page).toHaveURL(FIRST);
    await expect(page.getByRole('list', { name: words('zh', 'kiosk_shell', 'choices') })).toBeVisible();
    for (const secret of [CANARY, ZHANG, SEARCHED, 'planted']) await expect.poll(() => kept(page), secret).not.toContain(secret);
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
      for (const secret of [CANARY, ZHANG, SEARCHED, 'planted']) expect(seen, `${step} steps back from ${before}`).not.toContain(secret);
    }
    await page.goto(KIOSK);
    const answer = await page.goto(draft);
    expect(answer?.status(), 'the address alone').toBe(404);
    await stranger.dispose();
  });
}

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
