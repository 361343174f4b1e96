import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TODAY, TOMORROW } from '../house/clock.ts';
import { COUNTER, Counter, Kiosk, signIn, STEWARD } from '../house/hall.ts';
import type { Couple } from '../house/people.ts';
import { Resident } from '../house/resident.ts';
import { expect, test } from '../house/test.ts';
import { found, kept } from '../house/traces.ts';

/** What nobody else may ever read. */
function secrets(people: Couple): string[] {
  return people.flatMap((person) => [person.name, person.document, person.phone]);
}

test('no address, cookie or storage of the browser knows who booked', async ({ page }) => {
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url(), request.headers()['referer'] ?? ''));
  const resident = new Resident(page);
  const booked = await resident.book();
  await resident.find(booked.reference, booked.people[0].document.slice(-4));
  await expect(resident.heading(resident.t('booking', 'title'))).toBeVisible();

  const left = [...addresses, await kept(page)].join('\n');
  expect(found(left, [...secrets(booked.people), booked.reference])).toEqual([]);
  for (const cookie of await page.context().cookies()) {
    expect(cookie.httpOnly, cookie.name).toBe(true);
    expect(cookie.sameSite, cookie.name).toBe('Lax');
  }
});

test('the booking itself shows nobody whole', async ({ page }) => {
  const resident = new Resident(page);
  const booked = await resident.book();
  const document = await page.content();
  for (const secret of secrets(booked.people)) expect(document).not.toContain(secret);
  await expect(resident.main()).toContainText(`${booked.people[0].document.slice(0, 6)}********`);
});

test('neither the log nor the disk can be read by who steals them', async ({ page, house }) => {
  const resident = new Resident(page);
  const booked = await resident.book();
  await resident.find('not-a-reference', '1234');
  await house.stop();
  for (const secret of secrets(booked.people)) expect(house.log).not.toContain(secret);
  for (const [name, bytes] of await files(join(house.folder, 'data'))) {
    for (const secret of secrets(booked.people)) expect(bytes.includes(secret), `${name} knows somebody`).toBe(false);
  }
  await house.start(`${TODAY} 10:30`);
});

test('every page carries a policy that lets nothing foreign in', { tag: '@once' }, async ({ page, house, open }) => {
  const resident = new Resident(page);
  const booked = await resident.book({ at: '10:00' });
  await house.restartAt(`${TOMORROW} 09:50`);
  const kiosk = new Kiosk(await open('kiosk', '/kiosk/hy'));
  await kiosk.typeReference(booked.reference);
  const paths = ['/', '/services', '/services/xc-hy-01', '/book/xc-hy-01', booked.path, '/find', '/staff', '/kiosk/hy', '/board/hy', '/nowhere', new URL(kiosk.page.url()).pathname];
  const nonces = new Set<string>();
  for (const path of paths) {
    for (const times of [1, 2]) {
      const answer = await page.goto(path);
      const headers = answer?.headers() ?? {};
      const policy = headers['content-security-policy'] ?? '';
      expect(policy, path).toContain("default-src 'none'");
      expect(policy, path).not.toMatch(/unsafe-inline|'unsafe-eval'|\*/);
      // Pages that are kept for everybody carry no nonce; any other has its own each time.
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
      if (nonce !== undefined) expect(nonces.has(nonce), `${path}, time ${times}: a nonce is used once`).toBe(false);
      nonces.add(nonce ?? '');
      expect(headers['x-content-type-options'], path).toBe('nosniff');
      expect(headers['referrer-policy'], path).toBe('same-origin');
    }
  }
});

test('what is somebody else’s looks like what is not there', async ({ page }) => {
  const answers = [];
  for (const path of ['/booking/AAAAAAAAAAAAAAAAAAAAAA', '/hold/AAAAAAAAAAAAAAAAAAAAAA', '/t/AAAAAAAAAAAAAAAAAAAAAA', '/nowhere']) {
    const answer = await page.goto(path);
    answers.push([answer?.status(), await page.getByRole('main').innerText()]);
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});

test('staff pages are for staff, and each for its own', async ({ page, open }) => {
  for (const path of ['/steward', '/steward/messages', '/steward/dispatches', '/steward/call-off', '/steward/kiosk-conflicts', '/counter/hy/1']) {
    await page.goto(path);
    await expect(page, path).toHaveURL(/\/staff/);
  }
  const counter = new Counter(await open('staff', '/counter/hy/1'));
  await signIn(counter.page, COUNTER);
  expect((await counter.page.goto('/steward'))?.status()).toBe(403);
  const steward = await open('staff', '/steward');
  await signIn(steward, STEWARD);
  expect((await steward.goto('/steward/messages'))?.status()).toBe(200);
});

test('another site cannot send our forms', { tag: '@once' }, async ({ page, house }) => {
  const answer = await page.request.post(`${house.url}/find`, {
    form: { reference: '7KQ4-2MX9', last_four: '1234' },
    headers: { origin: 'https://elsewhere.invalid', 'sec-fetch-site': 'cross-site' },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(403);
});

async function files(folder: string): Promise<[string, Buffer][]> {
  const found: [string, Buffer][] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) found.push([entry.name, await readFile(join(entry.parentPath, entry.name))]);
  }
  return found;
}
