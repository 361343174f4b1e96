import { expect, type Page } from '@playwright/test';
import { withCheckDigit } from './people.ts';
import { Resident, statusOf } from './resident.ts';
import type { OpenScreen } from './test.ts';

/** What is answered, by the name of its input; of boxes and circles the value that is chosen. */
export type Answers = Record<string, string>;

/** Somebody in need who never was. */
export function inNeed(order: number): Answers {
  return {
    name: '样例丙',
    id_type: 'ID_CN',
    id_no: withCheckDigit(`11010218${80 + (process.pid % 20)}0512${String(order * 2 + 1).padStart(3, '0')}`),
    mobile: '13800138000',
    hukou_street: '110102018',
    live_street: '110102018',
    live_addr: '样例胡同 1 号',
    bank_account: '6222021234567890128',
    by_proxy: 'no',
    truth_commit: 'yes',
    pi_notice: 'yes',
  };
}

/** A person who applies: every screen is answered from what they know, and nothing else is touched. */
export class Applicant extends Resident {
  async begin(service: string): Promise<void> {
    await this.page.goto(`/apply/${service.toLowerCase()}`);
    await this.main().getByRole('button', { name: this.t('apply', 'start'), exact: true }).click();
    await expect(this.page).toHaveURL(/\/draft\/[\w-]+\/[\w-]+$/);
  }

  /** Answers what this screen asks. */
  async answer(answers: Answers): Promise<void> {
    const form = this.main().locator('form').first();
    for (const [name, value] of Object.entries(answers)) {
      const inputs = form.locator(`[name="${name}"]`);
      if ((await inputs.count()) === 0) continue;
      const kind = await inputs.first().evaluate((input) => (input instanceof HTMLSelectElement ? 'select' : (input as HTMLInputElement).type));
      if (kind === 'select') await inputs.first().selectOption(value);
      else if (kind === 'radio' || kind === 'checkbox') await form.locator(`[name="${name}"][value="${value}"]`).check();
      else await inputs.first().fill(value);
    }
  }

  /** Walks the screens to the papers or, where none are asked for, to the last look. */
  async walk(answers: Answers): Promise<string[]> {
    const seen: string[] = [];
    while (!/\/(materials|check)$/.test(this.page.url())) {
      const screen = new URL(this.page.url()).pathname.split('/').at(-1) ?? '';
      // An answer may bring up more questions on the same screen, once.
      expect(seen.filter((one) => one === screen).length, `${screen} was not answered`).toBeLessThan(2);
      seen.push(screen);
      await this.answer(answers);
      expect(await statusOf(this.page, () => this.next()), screen).toBe(303);
    }
    return seen;
  }

  /** Hands in a small picture for each paper that is missing. */
  async handIn(picture: Buffer): Promise<void> {
    const missing = this.main().locator('section.material').filter({ hasText: this.t('apply', 'material-needed') });
    while ((await missing.count()) > 0) {
      const before = await missing.count();
      const paper = missing.first();
      await paper.locator('input[type=file]').setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: picture });
      await paper.getByRole('button', { name: this.t('apply', 'hand-in'), exact: true }).click();
      await expect(missing).toHaveCount(before - 1);
    }
  }

  async toCheck(): Promise<void> {
    await this.main().getByRole('link', { name: this.t('common', 'next'), exact: true }).click();
    await expect(this.heading(this.t('check', 'title'))).toBeVisible();
  }

  /** What shows on a second person's page that it is them: their document, and the code that the applicant reads to them. */
  async prove(document: string, code: string): Promise<void> {
    await this.page.getByLabel(this.t('confirm', 'digits'), { exact: true }).fill(document.slice(-4));
    await this.page.getByLabel(this.t('confirm', 'code'), { exact: true }).fill(code);
  }

  /** Whoever else the answers name agrees on their own phone, once they have changed their mind and back again. */
  async othersAgree(open: OpenScreen, answers: Answers): Promise<void> {
    const others = Object.entries(answers).filter(([name]) => name === 'b_id_no' || /^family_members\.\d+\.id_no$/.test(name));
    const asked = this.main().locator('section[id^="word-"]');
    await expect(asked).toHaveCount(others.length);
    for (const [, document] of others) {
      const code = await asked.first().locator('.reference').innerText();
      const link = await asked.first().locator('a[href*="/confirm/"]').getAttribute('href');
      const other = new Applicant(await open('phone', new URL(link ?? '', this.page.url()).pathname));
      const agree = other.main().getByRole('button', { name: other.t('confirm', 'agree'), exact: true });
      const takeBack = other.main().getByRole('button', { name: other.t('helping', 'take-back'), exact: true });
      for (const button of [agree, takeBack, agree]) {
        await other.prove(document, code);
        await button.click();
        await expect(button).toHaveCount(0);
      }
      await expect(other.heading(other.t('confirm', 'given'))).toBeVisible();
      await this.page.reload();
    }
  }

  async send(): Promise<string> {
    await this.main().getByRole('button', { name: this.t('apply', 'send'), exact: true }).click();
    await expect(this.page).toHaveURL(/\/case\/[\w-]+$/);
    return new URL(this.page.url()).pathname;
  }
}

/** A photograph of a page with something written on it, sharp and bright. */
export async function photograph(page: Page): Promise<Buffer> {
  const drawn = await page.context().newPage();
  await drawn.setContent('<main style="font:24px sans-serif;padding:120px"><p>样例材料 1234567890</p></main>');
  const picture = await drawn.screenshot({ type: 'jpeg', quality: 90 });
  await drawn.close();
  return picture;
}
