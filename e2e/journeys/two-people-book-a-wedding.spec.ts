import { DAY_AFTER, FRIDAY, TOMORROW } from '../house/clock.ts';
import { couple, masked, mistyped } from '../house/people.ts';
import { Resident, statusOf } from '../house/resident.ts';
import { expect, look, test } from '../house/test.ts';
import { dayName, LANGS, serviceName, venueName } from '../house/words.ts';

for (const lang of LANGS) {
  test(`two people book, and the page is a pass (${lang})`, { tag: '@kiosk' }, async ({ page, house, registry }) => {
    await look(page, { lang }, house.url);
    const resident = new Resident(page, lang);
    await page.goto('/');
    await page.getByRole('main').getByRole('link', { name: resident.t('home', 'marry') }).first().click();
    await resident.link('guide', 'book').click();
    await expect(resident.heading(resident.t('venue', 'title'))).toBeVisible();
    await resident.choosePlace({ at: '10:30' });

    await expect(resident.main()).toContainText(resident.like('who', 'kept-until'));
    await expect(resident.main()).toContainText(resident.t('who', 'couple-hint'));
    const people = couple();
    await resident.fillBoth(people);
    await resident.next();

    await expect(resident.heading(resident.t('check', 'title'))).toBeVisible();
    for (const words of [serviceName(lang, 'XC-HY-01'), venueName(lang, 'hy'), dayName(lang, TOMORROW), '10:30']) {
      await expect(resident.main()).toContainText(words);
    }
    for (const person of people) {
      await expect(resident.main()).toContainText(masked(person.document));
      await expect(resident.main()).not.toContainText(person.document);
    }
    await resident.confirm();

    const reference = await resident.reference();
    expect(await resident.readPass()).toMatch(/^[0-9A-Z $%*+./:-]+$/);
    await expect(resident.main()).toContainText(resident.t('booking', 'bring'));
    await expect(resident.link('booking', 'calendar')).toBeVisible();

    await expect.poll(async () => (await registry.booking(reference))?.state).toBe('booked');
    const held = await registry.booking(reference);
    expect(held).toMatchObject({ business: 'XC-HY-01', venue: 'hy', date: TOMORROW, from: '10:30', until: '11:00' });
    expect(held?.people).toHaveLength(2);
    await expect(async () => {
      await page.reload();
      await expect(resident.main()).toContainText(resident.like('booking', 'delivered'), { timeout: 500 });
    }).toPass();
  });

  test(`mistakes are named beside their field, and nothing typed is lost (${lang})`, async ({ page, house }) => {
    await look(page, { lang }, house.url);
    const resident = new Resident(page, lang);
    await resident.hold();
    const [first, second] = couple();

    await resident.fill(0, { ...first, document: mistyped(first.document) });
    await resident.fill(1, { ...second, phone: '12345' });
    expect(await statusOf(page, () => resident.next())).toBe(422);
    const wrongNumber = resident.t('terms', 'document-check', { who: resident.t('terms', 'who-first') });
    const wrongPhone = resident.t('terms', 'phone-not-mobile', { who: resident.t('terms', 'who-second') });
    await expect(resident.mistakes().getByRole('link', { name: wrongNumber })).toBeVisible();
    await expect(resident.mistakes().getByRole('link', { name: wrongPhone })).toBeVisible();
    await expect(resident.field(0, 'document')).toHaveAttribute('aria-invalid', 'true');
    await expect(resident.field(0, 'document')).toHaveAccessibleDescription(new RegExp(escape(wrongNumber)));
    await expect(resident.field(0, 'document')).toHaveValue(mistyped(first.document));
    await expect(resident.field(0, 'name')).toHaveValue(first.name);
    await expect(resident.field(1, 'document')).toHaveValue(second.document);
    await expect(resident.field(1, 'phone')).toHaveValue('12345');
    await expect(page).toHaveTitle(new RegExp(`^${escape(resident.t('common', 'error-prefix').trim())}`));

    await resident.mistakes().getByRole('link', { name: wrongNumber }).click();
    await expect(resident.field(0, 'document')).toBeFocused();

    // The same document twice.
    await resident.fill(0, first);
    await resident.fill(1, { ...second, document: first.document });
    expect(await statusOf(page, () => resident.next())).toBe(422);
    await expect(resident.mistakes()).toContainText(resident.t('terms', 'same-person'));

    await resident.fill(1, second);
    expect(await statusOf(page, () => resident.next())).toBe(303);
    await expect(resident.heading(resident.t('check', 'title'))).toBeVisible();
  });
}

test('who is too young on the day is told which day would do', async ({ page }) => {
  const resident = new Resident(page);
  await resident.hold();
  const [first, second] = couple();
  await resident.fill(0, first);
  await resident.fill(1, second);
  // A passport's number holds no date of birth, so both are asked for.
  await resident.field(1, 'document-kind').selectOption('PASSPORT');
  await resident.field(1, 'document').fill('E00000002');
  await resident.field(1, 'birth').fill('2008-06-01');
  await resident.answers(1).getByRole('radio', { name: resident.t('terms', 'female') }).check();
  expect(await statusOf(page, () => resident.next())).toBe(422);
  await expect(resident.mistakes()).toContainText(
    resident.t('terms', 'woman-under-20', { who: resident.t('terms', 'who-second'), date: dayName('zh', TOMORROW) }),
  );
  await resident.field(1, 'birth').fill('1898-06-01');
  await resident.next();
  await resident.confirm();
});

test('a booking is found by its reference and four characters; wrong and absent sound alike', async ({ page }) => {
  const resident = new Resident(page);
  const booked = await resident.book();
  await page.context().clearCookies();

  const [first] = booked.people;
  const right = first.document.slice(-4);
  const wrong = right === '9990' ? '9989' : '9990';
  expect(await statusOf(page, () => resident.find(booked.reference, wrong))).toBe(422);
  const wrongWords = await resident.mistakes().innerText();
  expect(page.url()).not.toContain(booked.reference);

  expect(await statusOf(page, () => resident.find('0000-0000', right))).toBe(422);
  expect(await resident.mistakes().innerText()).toBe(wrongWords);
  expect(wrongWords).toContain(resident.t('find', 'no-match'));

  // Small letters and no hyphen are as good.
  await resident.find(booked.reference.replace('-', '').toLowerCase(), right);
  await expect(resident.heading(resident.t('booking', 'title'))).toBeVisible();
  expect(await resident.reference()).toBe(booked.reference);
});

test('guessing is stopped after a few tries', async ({ page }) => {
  const resident = new Resident(page);
  const booked = await resident.book();
  const right = booked.people[0].document.slice(-4);
  const wrong = right === '9990' ? '9989' : '9990';
  await expect(async () => {
    expect(await statusOf(page, () => resident.find(booked.reference, wrong))).toBe(429);
  }).toPass({ intervals: [0] });
  await expect(resident.mistakes()).toContainText(resident.t('find', 'too-often'));
  expect(await statusOf(page, () => resident.find(booked.reference, right))).toBe(429);
});

test('a change is one act: the old time stays until the new one is certain', async ({ page, registry }) => {
  const resident = new Resident(page);
  const booked = await resident.book({ at: '09:00' });
  const oldPass = await resident.readPass();

  await resident.link('booking', 'change-time').click();
  await expect(resident.heading(resident.t('venue', 'title-move'))).toBeVisible();
  await resident.choosePlace({ on: DAY_AFTER, at: '14:00' });
  await expect(resident.heading(resident.t('check', 'title-move'))).toBeVisible();
  for (const words of [dayName('zh', TOMORROW), '09:00', dayName('zh', DAY_AFTER), '14:00']) {
    await expect(resident.main()).toContainText(words);
  }

  const beside = await page.context().newPage();
  await beside.goto(booked.path);
  await expect(beside.getByRole('main')).toContainText(dayName('zh', TOMORROW));
  await beside.close();

  await resident.button('check', 'confirm-move').click();
  await expect(resident.heading(resident.t('booking', 'title'))).toBeVisible();
  await expect(resident.main()).toContainText(dayName('zh', DAY_AFTER));
  expect(await resident.reference()).toBe(booked.reference);
  expect(new URL(page.url()).pathname).toBe(booked.path);
  expect(await resident.readPass()).not.toBe(oldPass);
  await expect.poll(async () => (await registry.booking(booked.reference))?.date).toBe(DAY_AFTER);
});

test('a change that is given up changes nothing', async ({ page }) => {
  const resident = new Resident(page);
  const booked = await resident.book({ at: '09:30' });
  await page.goto(`${booked.path}/change`);
  await resident.choosePlace({ on: DAY_AFTER, at: '09:30' });
  await resident.button('who', 'leave').click();
  await expect(resident.heading(resident.t('booking', 'title'))).toBeVisible();
  await expect(resident.main()).toContainText(dayName('zh', TOMORROW));
});

test('cancelling gives the place back and tells the registry', async ({ page, registry }) => {
  const resident = new Resident(page);
  const booked = await resident.book({ venue: 'hgs', on: FRIDAY, at: '14:30' });
  await expect.poll(async () => (await registry.booking(booked.reference))?.state).toBe('booked');
  const slots = `/book/xc-hy-01/hgs/${FRIDAY}`;
  await page.goto(slots);
  await expect(resident.time('14:30')).toContainText(resident.t('slot', 'free', { n: '3' }));

  await page.goto(booked.path);
  await resident.link('booking', 'cancel').click();
  await expect(resident.heading(resident.t('cancel', 'title'))).toBeVisible();
  await resident.button('cancel', 'sure').click();
  await expect(resident.main()).toContainText(resident.t('booking', 'cancelled'));
  await expect(resident.pass()).toHaveCount(0);

  await page.goto(slots);
  await expect(resident.time('14:30')).toContainText(resident.t('slot', 'free', { n: '4' }));
  await expect.poll(async () => (await registry.booking(booked.reference))?.state).toBe('cancelled');
});

test('the calendar entry names service, time and place, and nobody', async ({ page }) => {
  const resident = new Resident(page);
  const booked = await resident.book({ at: '11:00' });
  const answer = await page.request.get(`${booked.path}/calendar.ics`);
  expect(answer.headers()['content-type']).toContain('text/calendar');
  const unfolded = (await answer.text()).replace(/\r\n[ \t]/g, '');
  expect(unfolded).toContain('DTSTART:20261125T030000Z');
  expect(unfolded).toContain('DTEND:20261125T033000Z');
  expect(unfolded).toContain(venueName('zh', 'hy'));
  for (const person of booked.people) {
    for (const secret of [person.name, person.document, person.phone, booked.reference]) expect(unfolded).not.toContain(secret);
  }
});

test('going back after confirming does not book twice', async ({ page, registry }) => {
  const resident = new Resident(page);
  const booked = await resident.book();
  await page.goBack();
  await expect(resident.heading(resident.t('who', 'confirmed-title'))).toBeVisible();
  await resident.link('who', 'see-booking').click();
  expect(await resident.reference()).toBe(booked.reference);
  await expect.poll(() => registry.count()).toBe(1);
});

test('a pair books once: a second wedding in the district is refused, without saying whose', async ({ page, open }) => {
  const resident = new Resident(page);
  const { people } = await resident.book();
  const stranger = new Resident(await open('phone', '/'));
  const [, other] = couple();
  await stranger.hold({ venue: 'hgs', on: FRIDAY, at: '15:00' });
  await stranger.fillBoth([people[0], other]);
  await stranger.next();
  await expect(stranger.heading(stranger.t('check', 'title'))).toBeVisible();
  expect(await statusOf(stranger.page, () => stranger.button('check', 'confirm').click())).toBe(409);
  await expect(stranger.mistakes()).toContainText(stranger.t('check', 'already-booked'));
});

test('a place is kept for ten minutes, once longer, and can be given back', async ({ page }) => {
  const resident = new Resident(page);
  await resident.hold({ venue: 'hgs', on: FRIDAY, at: '16:00' });
  await resident.field(0, 'name').fill('样例甲');
  const until = await resident.main().getByText(resident.like('who', 'kept-until')).innerText();

  await resident.button('who', 'extend').click();
  await expect(resident.button('who', 'extend')).toHaveCount(0);
  await expect(resident.main().getByText(resident.like('who', 'kept-until'))).not.toHaveText(until);
  await expect(resident.field(0, 'name')).toHaveValue('样例甲');

  await resident.button('who', 'leave').click();
  await expect(resident.heading(serviceName('zh', 'XC-HY-01'))).toBeVisible();
  await page.goto(`/book/xc-hy-01/hgs/${FRIDAY}`);
  await expect(resident.time('16:00')).toContainText(resident.t('slot', 'free', { n: '4' }));
});

test('the last place goes to one pair; the other is shown what is still free', async ({ page, open }) => {
  const resident = new Resident(page);
  const slots = `/book/xc-hy-01/hgs/${FRIDAY}`;
  const late = new Resident(await open('phone', slots));
  for (let taken = 0; taken < 4; taken += 1) {
    await page.context().clearCookies();
    await page.goto(slots);
    await resident.time('15:30').click();
    await expect(resident.heading(resident.t('who', 'title'))).toBeVisible();
  }
  // This page still shows a free place.
  expect(await statusOf(late.page, () => late.time('15:30').click())).toBe(409);
  await expect(late.mistakes()).toContainText(late.t('slot', 'taken'));
  await late.page.getByRole('region', { name: late.t('slot', 'instead') }).getByRole('button').first().click();
  await expect(late.heading(late.t('who', 'title'))).toBeVisible();
});

test('the time left is counted down where the browser can', { tag: '@scripts' }, async ({ page }) => {
  const resident = new Resident(page);
  await resident.hold();
  const left = resident.main().getByText(resident.like('who', 'left'));
  const before = await left.innerText();
  await expect(left).not.toHaveText(before);
});

test('a slip of the finger is seen before the form is sent', { tag: '@scripts' }, async ({ page }) => {
  const resident = new Resident(page);
  await resident.hold();
  const [first] = couple();
  await resident.field(0, 'document').fill(mistyped(first.document));
  await resident.field(0, 'phone').focus();
  await expect(resident.answers(0)).toContainText(resident.t('terms', 'document-check', { who: '' }));
  await resident.field(0, 'document').fill(first.document);
  await resident.field(0, 'phone').focus();
  await expect(resident.answers(0)).not.toContainText(resident.t('terms', 'document-check', { who: '' }));
});

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
