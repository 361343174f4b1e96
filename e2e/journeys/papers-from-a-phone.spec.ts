import { Applicant, inNeed, photograph } from '../house/applicant.ts';
import { awake, expect, test } from '../house/test.ts';

const SERVICE = 'XC-JZ-04';
const FIRE = { case_type: 'urgent', cause: 'job_loss', loss_amount: '1200.50', event_date: '2026-11-20' };

/** A page's photograph, as large as a phone's camera makes it, in focus or not. */
async function large(applicant: Applicant, blur: number): Promise<Buffer> {
  const page = await applicant.page.context().newPage();
  await page.setViewportSize({ width: 3000, height: 4000 });
  const line = '<p>样例材料 1234567890 样例材料 1234567890</p>'.repeat(15);
  await page.setContent(`<main style="font:60px sans-serif;padding:300px;filter:blur(${blur}px)">${line}</main>`);
  const picture = await page.screenshot({ type: 'jpeg', quality: 95 });
  await page.close();
  return picture;
}

test('a photograph is made smaller and looked at on the phone, and goes on where the connection broke', { tag: '@scripts' }, async ({ page, javaScriptEnabled }) => {
  const applicant = new Applicant(page);
  const [sharp, blurred] = [await large(applicant, 0), await large(applicant, 24)];
  await applicant.begin(SERVICE);
  await applicant.walk({ ...inNeed(31), ...FIRE });
  await awake(page, javaScriptEnabled);
  const paper = applicant.main().locator('section.material').first();
  const input = paper.locator('input[type=file]');

  await input.setInputFiles([
    { name: 'sharp.jpg', mimeType: 'image/jpeg', buffer: sharp },
    { name: 'moved.jpg', mimeType: 'image/jpeg', buffer: blurred },
  ]);
  await expect(paper.getByText(applicant.t('apply', 'flaw-blurred'))).toBeVisible();
  await expect(paper.getByText('moved.jpg')).toBeVisible();

  let sent = 0;
  let broken = false;
  await page.route('**/upload/**', async (route) => {
    if (route.request().method() !== 'PUT') return route.continue();
    sent += route.request().postDataBuffer()?.length ?? 0;
    if (broken) return route.continue();
    broken = true;
    return route.abort('connectionreset');
  });
  await input.setInputFiles({ name: 'sharp.jpg', mimeType: 'image/jpeg', buffer: sharp });
  // Pressed before the picture was ready: it waits, and nothing is sent as it was.
  await paper.getByRole('button', { name: applicant.t('apply', 'hand-in'), exact: true }).click();
  await expect(paper.getByRole('link', { name: 'sharp.jpg' })).toBeVisible({ timeout: 30_000 });
  expect(broken).toBe(true);
  expect(sent).toBeLessThan(2 * sharp.length);
});

test('what is not taken is named, and the rest goes with the next press', { tag: '@scripts' }, async ({ page, javaScriptEnabled }) => {
  const applicant = new Applicant(page);
  const good = await photograph(page);
  await applicant.begin(SERVICE);
  await applicant.walk({ ...inNeed(32), ...FIRE });
  await awake(page, javaScriptEnabled);
  const paper = applicant.main().locator('section.material').first();
  await paper.locator('input[type=file]').setInputFiles([
    { name: 'list.pdf', mimeType: 'application/pdf', buffer: Buffer.from('PK\x03\x04 a program') },
    { name: 'page.jpg', mimeType: 'image/jpeg', buffer: good },
  ]);
  const button = paper.getByRole('button', { name: applicant.t('apply', 'hand-in'), exact: true });
  await button.click();
  await expect(paper.getByText(applicant.t('files', 'wrong-kind'))).toBeVisible();
  await expect(paper.getByText('list.pdf')).toBeVisible();
  await button.click();
  await expect(paper.locator('ul.files')).toContainText('page.jpg');
  await expect(paper.locator('ul.files')).not.toContainText('list.pdf');
});
