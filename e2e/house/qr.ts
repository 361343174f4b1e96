import type { Locator } from '@playwright/test';
import { PNG } from 'pngjs';
import { createRequire } from 'node:module';

// jsqr is CommonJS that says it is a module's default.
const jsQR = createRequire(import.meta.url)('jsqr') as (pixels: Uint8ClampedArray, width: number, height: number) => { data: string } | null;

/** Reads the QR code on the screen, as a scanner does. */
export async function readQr(picture: Locator): Promise<string> {
  await picture.scrollIntoViewIfNeeded();
  const png = PNG.sync.read(await picture.screenshot());
  const found = jsQR(new Uint8ClampedArray(png.data), png.width, png.height);
  if (!found) throw new Error('no QR code can be read here');
  return found.data;
}
