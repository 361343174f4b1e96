import { expect, type Locator, type Page } from '@playwright/test';
import { Applicant } from './applicant.ts';
import { expectAccessible } from './axe.ts';
import { Glass } from './glass.ts';
import { expectAtKiosk, expectLargeTargets } from './kiosk-frame.ts';
import type { Person } from './people.ts';
import type { Printer } from './printer.ts';
import { nextDocument } from './resident.ts';
import { awake } from './test.ts';
import { words } from './words.ts';

/** Ends of what is said in one breath (app/src/kiosk/spoken.rs). */
const BREATH = /(?<=[\n。！？；!?])/;
const FIRST = /\/kiosk\/hy$/;

/** A text as the machine says it: in parts, and a row of masks is one word. */
export function spoken(text: string): string[] {
  const mask = words('zh', 'kiosk_shell', 'speak-mask');
  return text
    .replace(/[*•●＊]+/g, ` ${mask} `)
    .split(BREATH)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/**
 * Somebody alone at an enrolled kiosk, with ten fingers, in large print, who has every page read to them. Nothing is clicked, filled in
 * or pressed on a keyboard: everything is touched. Every screen that they see is measured and looked at by axe, and heard.
 */
export class Alone extends Applicant {
  readonly glass: Glass;
  /** How much had been said before this page. */
  #before = 0;

  constructor(
    page: Page,
    readonly printer: Printer,
  ) {
    super(page);
    this.glass = new Glass(page);
  }

  bar(): Locator {
    return this.page.getByRole('banner');
  }

  /** The first screen, as the next person finds it; then large print and the voice, each by its button. */
  async arrive(): Promise<void> {
    await this.page.goto('/kiosk/hy');
    await expect(this.page.getByRole('list', { name: this.t('kiosk_shell', 'choices'), exact: true })).toBeVisible();
    await this.#looksRight('the first screen', false);
    await this.to(this.bar().getByRole('button', { name: this.t('common', 'print-large'), exact: true }), 'the first screen', false);
    await this.listen();
    await this.#looksRight('the first screen in large print, being read', false);
    await this.hears('the first screen');
  }

  /** Asks to be read to: from now on every page is read by itself. */
  async listen(): Promise<void> {
    this.#before = (await this.printer.said()).length;
    const read = this.bar().getByRole('button', { name: this.t('common', 'read-aloud') });
    await expect(read).toBeVisible();
    await this.glass.touch(read);
  }

  /** Touches what leads on. The next page is measured, and its heading is heard. */
  async to(what: Locator, screen: string, heard = true): Promise<void> {
    await expect(what).toBeVisible();
    await this.expectLarge(what, screen);
    this.#before = (await this.printer.said()).length;
    const next = await nextDocument(this.page);
    await this.glass.touch(what);
    await next();
    await expect(this.mistakes(), screen).toHaveCount(0);
    await expect(this.page.locator('html')).toHaveAttribute('data-print', 'large');
    await this.#looksRight(screen, !FIRST.test(this.page.url()));
    if (heard) await this.hearsHeading(screen);
  }

  /** Touches what leads to `where` over screens that go on by themselves. */
  async toWhere(what: Locator, where: RegExp): Promise<void> {
    await this.expectLarge(what, String(where));
    this.#before = (await this.printer.said()).length;
    await this.glass.touch(what);
    await expect(this.page).toHaveURL(where, { timeout: 30_000 });
    await this.page.waitForLoadState();
  }

  /** The button or link of the page with this name. */
  async follow(role: 'button' | 'link', name: string | RegExp, screen: string): Promise<void> {
    const found = this.main().getByRole(role, typeof name === 'string' ? { name, exact: true } : { name });
    // What sends a page stands at its end; of links the best stands first.
    await this.to(role === 'button' ? found.last() : found.first(), screen);
  }

  /** Leaves: the screen is the next person's, as nobody left it. */
  async finish(): Promise<void> {
    await this.glass.touch(this.bar().getByRole('link', { name: this.t('kiosk_shell', 'finished'), exact: true }));
    await expect(this.page).toHaveURL(FIRST);
    await expect(this.page.locator('html')).toHaveAttribute('data-print', 'normal');
  }

  /** This page, to which something else than a touch has led, is measured too. */
  async looks(screen: string): Promise<void> {
    await this.#looksRight(screen, true);
  }

  async hearsHeading(screen: string): Promise<void> {
    await this.#hears(spoken(await this.page.getByRole('heading', { level: 1 }).innerText()), screen);
  }

  /** The whole page is said: its heading and everything below it. */
  async hears(screen: string): Promise<void> {
    const all = spoken(await this.main().innerText());
    expect(all.length, `${screen} has something to say`).toBeGreaterThan(3);
    await this.hearsHeading(screen);
    await this.#hears(all, screen);
  }

  /** This is said of the page, or of what has the focus. */
  async hearsOf(words: string, screen: string): Promise<void> {
    await this.#hears([words], screen);
  }

  /** Nothing of this was ever said. */
  async expectNeverSaid(...secrets: string[]): Promise<void> {
    const all = (await this.printer.said()).join('\n');
    for (const secret of secrets) expect(all).not.toContain(secret);
  }

  /** A Chinese name by its pinyin. */
  async writeName(field: Locator, pinyin: string, name: string): Promise<void> {
    await this.glass.open(field);
    await this.glass.expectLargeKeys(name);
    await this.glass.write(pinyin, name);
    await expect(field).toHaveValue(name);
    await expectAccessible(this.page, `the keyboard after ${name}`);
    await this.glass.done();
  }

  /** Words by their pinyin, in a line of any text. */
  async writeText(field: Locator, pinyin: string, text: string): Promise<void> {
    await this.glass.open(field);
    await this.glass.expectLargeKeys(text);
    await this.glass.write(pinyin, text);
    await expect(field).toHaveValue(text);
    await this.glass.done();
  }

  /** Digits and letters. */
  async typeInto(field: Locator, keys: string): Promise<void> {
    await this.glass.open(field);
    await this.glass.expectLargeKeys(keys);
    await this.glass.type(keys);
    await expect(field).toHaveValue(keys);
    await this.glass.done();
  }

  /** Opens a list and touches one of its lines, which are as large as everything else. */
  async choose(list: Locator, value: string): Promise<void> {
    await this.glass.touch(list);
    const line = list.locator(`option[value="${value}"]`);
    await expect(line).toBeVisible();
    await this.expectLarge(line, `line ${value}`);
    await this.glass.touch(line);
    await expect(line).toBeHidden();
    await expect(list).toHaveValue(value);
  }

  /** Touches the label of a box or a circle. */
  async tick(name: string, value: string): Promise<void> {
    const choice = this.main().locator(`[name="${name}"][value="${value}"]`);
    await this.glass.touch(this.main().locator(`label[for="${await choice.getAttribute('id')}"]`));
    await expect(choice).toBeChecked();
  }

  /** A person of a booking, by touch. */
  async typePerson(which: 0 | 1, pinyin: string, person: Person): Promise<void> {
    await this.writeName(this.field(which, 'name'), pinyin, person.name);
    await this.typeInto(this.field(which, 'document'), person.document);
    await this.typeInto(this.field(which, 'phone'), person.phone);
  }

  /** One target, 20 mm high and wide; of a line of text, its whole row. */
  async expectLarge(what: Locator, screen: string): Promise<void> {
    const box = await what.boundingBox();
    expect.soft(Math.min(box?.width ?? 0, box?.height ?? 0), `${screen}: what is touched is 20 mm high and wide`).toBeGreaterThanOrEqual(53.5);
  }

  async #looksRight(screen: string, framed: boolean): Promise<void> {
    await awake(this.page, true);
    if (framed) {
      await expectAtKiosk(this.page, 'zh', screen);
    } else {
      await expectLargeTargets(this.page, screen);
      await expectAccessible(this.page, screen);
    }
  }

  async #hears(parts: string[], screen: string): Promise<void> {
    await this.printer.expectSaid(parts, screen, this.#before);
  }
}
