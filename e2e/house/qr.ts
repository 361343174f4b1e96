import type { Locator } from '@playwright/test';
import { PNG } from 'pngjs';
import { createRequire } from 'node:module';

// jsqr is CommonJS that says it is a module's default.
const jsQR = createRequire(import.meta.url)('jsqr') as (pixels: Uint8ClampedArray, width: number, height: number) => { data: string } | null;

/** Pixels of a module: what a scanner wants at least. */
const SCALE = 4;

/**
 * Reads the QR code that a page was sent with, without a screen: for journeys that scan hundreds. It draws what the picture's path
 * says (app/src/parts/qr.rs) and reads that.
 */
export function readSentQr(html: string): string {
  const pictures = [...html.matchAll(/<svg\b([^>]*)>[\s\S]*?<path\b([^>]*)>/g)];
  const [, frame = '', outline = ''] = pictures.find(([, attributes = '']) => /class="qr"/.test(attributes)) ?? [];
  const [, side = ''] = /viewBox="0 0 (\d+) /.exec(frame) ?? [];
  const [, path = ''] = /\bd="([^"]+)"/.exec(outline) ?? [];
  const width = Number(side) * SCALE;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row += 1) {
      for (let column = Number(x) * SCALE; column < (Number(x) + Number(run)) * SCALE; column += 1) {
        pixels.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
      }
    }
  }
  const found = width > 0 ? jsQR(pixels, width, width) : null;
  if (!found) throw new Error('no QR code can be read in this page');
  return found.data;
}

/** Reads the QR code on the screen, as a scanner does. */
export async function readQr(picture: Locator): Promise<string> {
  await picture.scrollIntoViewIfNeeded();
  const png = PNG.sync.read(await picture.screenshot());
  const found = jsQR(new Uint8ClampedArray(png.data), png.width, png.height);
  if (!found) throw new Error('no QR code can be read here');
  return found.data;
}
