import type { Page } from '@playwright/test';

/** A scanner in keyboard mode: what it reads is typed where the cursor is, in one burst, and ends with Enter. No hand types so. */
export async function scanInto(page: Page, text: string): Promise<void> {
  const device = await page.context().newCDPSession(page);
  const strokes = [...text].map((key) => ({ key, text: key }));
  const enter = { key: 'Enter', code: 'Enter', text: '\r', windowsVirtualKeyCode: 13 };
  await Promise.all(
    [...strokes, enter].flatMap((stroke) => [
      device.send('Input.dispatchKeyEvent', { type: 'keyDown', ...stroke }),
      device.send('Input.dispatchKeyEvent', { type: 'keyUp', key: stroke.key }),
    ]),
  );
  await device.detach();
}
