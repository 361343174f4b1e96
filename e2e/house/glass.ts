import { expect, type Locator, type Page } from '@playwright/test';

/** The keyboard's own words: it has no message file, because its page is anybody's (public/kiosk/keyboard/words.js). */
const WORDS = { keyboard: '屏幕键盘', next: '下一项', done: '完成', delete: '删除', pinyin: '拼音', strokes: '笔画', candidates: '选字', hear: '戴耳机，听打的字' };
/** 20 mm on a panel of 32 inches. */
const KEY = 54;

/** Fingers on the glass: nothing but touches, and only where something can be seen. */
export class Glass {
  constructor(readonly page: Page) {}

  keyboard(): Locator {
    return this.page.getByRole('region', { name: WORDS.keyboard, exact: true });
  }

  key(name: string): Locator {
    return this.keyboard().getByRole('button', { name, exact: true });
  }

  /** Touches the middle of something, after scrolling to it as a hand would. */
  async touch(what: Locator): Promise<void> {
    await what.scrollIntoViewIfNeeded();
    const box = await what.boundingBox();
    if (!box) throw new Error('nothing to touch');
    await this.page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
  }

  /** Touches a field; the keyboard comes, and the field is above it. */
  async open(field: Locator): Promise<void> {
    await this.touch(field);
    await expect(this.keyboard()).toBeVisible();
    await this.expectInSight(field);
  }

  /** One key after another. */
  async type(keys: string): Promise<void> {
    for (const key of keys) await this.touch(this.key(key === 'v' ? 'vü' : key));
  }

  /** Spells in pinyin and takes a candidate, turning pages until it comes. */
  async write(pinyin: string, wanted: string): Promise<void> {
    await this.type(pinyin);
    const candidate = this.keyboard().getByRole('group', { name: WORDS.candidates, exact: true }).getByRole('button', { name: wanted, exact: true });
    await this.touch(candidate);
  }

  async next(): Promise<void> {
    await this.touch(this.key(WORDS.next));
  }

  async done(): Promise<void> {
    await this.touch(this.key(WORDS.done));
    await expect(this.keyboard()).toBeHidden();
  }

  /** Asks to hear what is typed, as who wears headphones does. */
  async hear(): Promise<void> {
    await this.touch(this.key(WORDS.hear));
    await expect(this.key(WORDS.hear)).toHaveAttribute('aria-pressed', 'true');
  }

  async board(name: 'pinyin' | 'strokes'): Promise<void> {
    await this.touch(this.key(WORDS[name]));
  }

  /** Turns the wheels to a day, `1888-03-07`, by their buttons, and lets it stand. */
  async turnTo(day: string): Promise<void> {
    for (const [at, part] of ['年', '月', '日'].entries()) {
      const wanted = Number(day.split('-')[at]);
      const wheel = this.keyboard().getByRole('spinbutton', { name: part, exact: true });
      const now = async (): Promise<number> => Number(await wheel.getAttribute('aria-valuenow'));
      for (let left = wanted - (await now()); left !== 0; left = wanted - (await now())) {
        const far = part === '年' && Math.abs(left) >= 10;
        await this.touch(this.key(far ? `${left > 0 ? '+' : '−'}10 年` : `${part}：${left > 0 ? '加' : '减'} 1`));
      }
    }
    await this.touch(this.keyboard().getByRole('button', { name: /^填入/ }));
  }

  /** The whole field stands above the keyboard and within the screen (WCAG 2.2, 2.4.11). */
  async expectInSight(field: Locator): Promise<void> {
    await expect(field).toBeFocused();
    await expect(async () => {
      const [box, board] = [await field.boundingBox(), await this.keyboard().boundingBox()];
      expect(box?.y ?? -1).toBeGreaterThanOrEqual(0);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(board?.y ?? 0);
    }).toPass({ timeout: 5_000 });
  }

  /** Every key is 20 mm high and wide, and none lies outside the screen. */
  async expectLargeKeys(what: string): Promise<void> {
    const width = this.page.viewportSize()?.width ?? 0;
    for (const key of await this.keyboard().getByRole('button').all()) {
      const box = await key.boundingBox();
      if (!box) continue;
      expect.soft(Math.min(box.width, box.height), `${what}: ${await key.innerText()}`).toBeGreaterThanOrEqual(KEY);
      expect.soft(box.x >= 0 && box.x + box.width <= width, `${what}: ${await key.innerText()} is on the screen`).toBe(true);
    }
  }
}
