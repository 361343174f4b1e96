import { expect, type Locator, type Page, type Request } from '@playwright/test';
import { TOMORROW } from './clock.ts';
import { couple, type Couple, type Person } from './people.ts';
import { readQr } from './qr.ts';
import { dayName, pattern, serviceName, venueName, words, type Lang } from './words.ts';

export interface Place {
  venue?: string;
  on?: string;
  at?: string;
}

export interface Booked {
  /** `7KQ4-2MX9`. */
  reference: string;
  /** The booking's own page. */
  path: string;
  people: Couple;
}

const MARRIAGE = 'XC-HY-01';
const REFERENCE = /[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}/;

/** A person at a page: everything is found by role and by the name that is read out. */
export class Resident {
  constructor(
    readonly page: Page,
    readonly lang: Lang = 'zh',
  ) {}

  t(file: string, key: string, values: Record<string, string> = {}): string {
    return words(this.lang, file, key, values);
  }

  like(file: string, key: string, values: Record<string, string> = {}): RegExp {
    return pattern(this.lang, file, key, values);
  }

  main(): Locator {
    return this.page.getByRole('main');
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { name, level: 1 });
  }

  button(file: string, key: string): Locator {
    return this.page.getByRole('button', { name: this.like(file, key) });
  }

  link(file: string, key: string): Locator {
    return this.main().getByRole('link', { name: this.t(file, key), exact: true });
  }

  /** From the guide to the place that is kept: venue, day, time. */
  async choosePlace({ venue = 'hy', on = TOMORROW, at = '10:00' }: Place = {}): Promise<void> {
    await this.page.getByRole('link', { name: venueName(this.lang, venue) }).click();
    await this.page.getByRole('link', { name: dayName(this.lang, on) }).click();
    await this.time(at).click();
  }

  /** The button of a time. */
  time(at: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`${at}.\\d\\d:\\d\\d`) });
  }

  async hold(place: Place = {}): Promise<void> {
    await this.page.goto(`/services/${MARRIAGE.toLowerCase()}`);
    await expect(this.heading(serviceName(this.lang, MARRIAGE))).toBeVisible();
    await this.link('guide', 'book').click();
    await this.choosePlace(place);
    await expect(this.heading(this.t('who', 'title'))).toBeVisible();
  }

  /** The answers of the first or second person. */
  answers(which: 0 | 1): Locator {
    return this.page.getByRole('group', { name: this.t('terms', which === 0 ? 'first-person' : 'second-person') });
  }

  field(which: 0 | 1, key: 'name' | 'document' | 'phone' | 'birth' | 'document-kind'): Locator {
    return this.answers(which).getByLabel(this.t('who', key), { exact: true });
  }

  async fill(which: 0 | 1, person: Person): Promise<void> {
    await this.field(which, 'name').fill(person.name);
    await this.field(which, 'document').fill(person.document);
    await this.field(which, 'phone').fill(person.phone);
  }

  async fillBoth(people: Couple): Promise<void> {
    await this.fill(0, people[0]);
    await this.fill(1, people[1]);
  }

  async next(): Promise<void> {
    await this.button('common', 'next').click();
  }

  async confirm(): Promise<Booked['path']> {
    await expect(this.heading(this.t('check', 'title'))).toBeVisible();
    await this.button('check', 'confirm').click();
    await expect(this.main()).toContainText(this.t('booking', 'confirmed'));
    return new URL(this.page.url()).pathname;
  }

  /** The reference that the booking's page shows. */
  async reference(): Promise<string> {
    const found = REFERENCE.exec(await this.main().innerText());
    if (!found) throw new Error('no reference on this page');
    return found[0];
  }

  /** The whole way, for journeys that begin with a booking. */
  async book(place: Place = {}, people: Couple = couple()): Promise<Booked> {
    await this.hold(place);
    await this.fillBoth(people);
    await this.next();
    const path = await this.confirm();
    return { reference: await this.reference(), path, people };
  }

  /** The pass's picture. */
  pass(): Locator {
    return this.page.getByRole('img', { name: this.like('booking', 'pass-label') });
  }

  async readPass(): Promise<string> {
    return readQr(this.pass());
  }

  /** The box that names everything that is wrong. */
  mistakes(): Locator {
    return this.page.getByRole('alert').filter({ hasText: this.t('common', 'error-title') });
  }

  async find(reference: string, lastFour: string): Promise<void> {
    await this.page.goto('/find');
    await this.page.getByLabel(this.t('find', 'reference'), { exact: true }).fill(reference);
    await this.page.getByLabel(this.t('find', 'last-four'), { exact: true }).fill(lastFour);
    await this.main().getByRole('button', { name: this.t('find', 'button'), exact: true }).click();
  }
}

/** Presses `press`, waits for the page that comes back, and returns the status that the form was answered with. */
export async function statusOf(page: Page, press: () => Promise<void>): Promise<number> {
  const next = await nextDocument(page);
  const [answer] = await Promise.all([page.waitForResponse((each) => isForm(each.request())), press()]);
  if (answer.request().isNavigationRequest()) await next();
  return answer.status();
}

/** An enrolled kiosk says how it is in the middle of everything, as JSON: a form is never that. */
function isForm(request: Request): boolean {
  return request.method() === 'POST' && !(request.headers()['content-type'] ?? '').startsWith('application/json');
}

/**
 * Marks what is shown; what it returns waits until another document is shown and loaded. A frame's navigation is no sign of
 * that: a kiosk changes its history while a form is on its way.
 */
export async function nextDocument(page: Page): Promise<() => Promise<void>> {
  const document = page.locator('html');
  await document.evaluate((html) => html.setAttribute('data-before', ''));
  return async () => {
    await expect(document).not.toHaveAttribute('data-before', { timeout: 20_000 });
    await page.waitForLoadState();
  };
}
