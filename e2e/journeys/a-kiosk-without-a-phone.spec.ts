import type { Page } from '@playwright/test';
import { Applicant, inNeed, photograph, type Answers } from '../house/applicant.ts';
import { START } from '../house/clock.ts';
import type { House } from '../house/house.ts';
import { couple } from '../house/people.ts';
import { enrolledKiosk, Printer } from '../house/printer.ts';
import { expect, test, type OpenScreen } from '../house/test.ts';
import { words } from '../house/words.ts';

const FIRST = /\/kiosk\/hy$/;
const OLD_AGE = 'XC-LN-01';
const REFERENCE = /[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}/;

/** Somebody without a phone at an enrolled kiosk with a printer. */
class WithoutPhone extends Applicant {
  constructor(
    page: Page,
    readonly printer: Printer,
  ) {
    super(page);
  }

  /** The newest slip, once there are so many. */
  async slip(n: number): Promise<string> {
    await expect(this.main()).toContainText(this.t('slip', 'done'));
    await expect.poll(() => this.printer.slips()).toHaveLength(n);
    return (await this.printer.slips()).at(-1) ?? '';
  }

  async print(): Promise<void> {
    await this.main().getByRole('button', { name: this.t('slip', 'button'), exact: true }).click();
  }

  /** Leaves: what was theirs is on paper only. */
  async finish(): Promise<void> {
    await this.page.getByRole('link', { name: this.t('kiosk_shell', 'finished'), exact: true }).click();
    await expect(this.page).toHaveURL(FIRST);
  }
}

async function inTheHall(house: House, open: OpenScreen, act: (resident: WithoutPhone) => Promise<void>): Promise<void> {
  const printer = await Printer.open(house.url);
  try {
    await house.restartAt(START, { settings: { YIMEN_BRIDGE_URL: printer.url } });
    await act(new WithoutPhone(await enrolledKiosk(open, printer, 'hy'), printer));
  } finally {
    await printer.close();
  }
}

test('two people without a phone book a wedding, take a slip along, and find the booking by it', { tag: '@scripts' }, async ({ house, open }) => {
  await inTheHall(house, open, async (resident) => {
    const people = couple();
    await resident.hold();
    for (const which of [0, 1] as const) {
      await resident.field(which, 'name').fill(people[which].name);
      await resident.field(which, 'document').fill(people[which].document);
      await resident.answers(which).getByLabel(resident.t('slip', 'no-phone'), { exact: true }).check();
    }
    await resident.next();
    const path = await resident.confirm();
    // It comes by itself: whoever has no phone has nothing else.
    const slip = await resident.slip(1);
    const reference = await resident.reference();
    expect(slip).toContain(reference);
    expect(slip).toContain(await resident.readPass());
    expect(slip).toContain(resident.t('slip', 'bring'));
    for (const secret of people.flatMap((person) => [person.name, person.document])) expect(slip).not.toContain(secret);
    await resident.finish();

    await resident.find(REFERENCE.exec(slip)?.[0] ?? '', people[1].document.slice(-4));
    await expect(resident.page).toHaveURL(new RegExp(`${path}$`));
    // Stuck: it says so, nothing is lost, and mended it prints.
    await resident.printer.turn('jam');
    await resident.print();
    await expect(resident.main().getByText(resident.t('slip', 'failed-title'))).toBeVisible();
    await expect(resident.main().getByText(resident.t('printing', 'jam'))).toBeVisible();
    await resident.printer.turn('mend');
    await resident.main().getByRole('button', { name: resident.t('slip', 'again'), exact: true }).click();
    await expect(resident.main()).toContainText(resident.t('slip', 'done'));
    expect((await resident.printer.slips()).at(-1)).toContain(reference);
  });
});

test('somebody without a phone applies, takes the code and the papers to a counter, and follows the case by the same slip', { tag: '@scripts' }, async ({ house, open }) => {
  await inTheHall(house, open, async (resident) => {
    const { mobile: _, ...rest } = inNeed(61);
    const id = rest['id_no'] ?? '';
    const answers: Answers = { ...rest, 'mobile.none': 'yes', birth: `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}` };
    await resident.begin(OLD_AGE);
    await resident.walk(answers);
    await expect(resident.main().locator('input[type=file]'), 'a kiosk opens no files').toHaveCount(0);
    await resident.main().getByRole('link', { name: resident.t('slip', 'later'), exact: true }).click();
    await expect(resident.main().getByText(REFERENCE)).toBeHidden();
    await resident.print();
    const slip = await resident.slip(1);
    const [reference, code] = [REFERENCE.exec(slip)?.[0] ?? '', /^\s*(\d{6})\s*$/m.exec(slip)?.[1] ?? ''];
    expect(slip).not.toContain(answers['name']);

    // At the counter, where the papers are.
    const counter = new Applicant(await open('staff', '/resume'));
    await counter.page.getByLabel(counter.t('apply', 'later-reference'), { exact: true }).fill(reference);
    await counter.page.getByLabel(counter.t('apply', 'later-code'), { exact: true }).fill(code);
    await counter.main().getByRole('button', { name: counter.t('apply', 'go-on-short'), exact: true }).click();
    await expect(counter.page).toHaveURL(/\/draft\/[\w-]+$/);
    await expect(resident.page, 'what was taken over is forgotten here').toHaveURL(FIRST);
    await counter.page.goto(`${counter.page.url()}/materials`);
    await counter.handIn(await photograph(counter.page));
    await counter.toCheck();
    await expect(counter.main(), 'that there is no phone is an answer').toContainText(words('zh', 'slip', 'no-phone'));
    await counter.send();

    await resident.find(reference, id.slice(-4));
    await resident.main().getByRole('link', { name: resident.t('case_page', 'receipt'), exact: true }).click();
    await resident.print();
    expect(await resident.slip(2)).toContain(reference);
    await resident.finish();
  });
});
