import { defineConfig, type PlaywrightTestOptions } from '@playwright/test';
import { existsSync } from 'node:fs';

const SHELL = '/usr/bin/chromium-headless-shell';

/** A Chromium that talks to nobody but the house. `--no-sandbox`: continuous integration runs as root. */
export const chromium = {
  executablePath: process.env['YIMEN_TEST_CHROMIUM'] ?? (existsSync(SHELL) ? SHELL : '/usr/bin/chromium'),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

const phone: Partial<PlaywrightTestOptions> = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const kiosk: Partial<PlaywrightTestOptions> = { viewport: { width: 1080, height: 1920 }, hasTouch: true };

/**
 * The same journeys on a phone with scripts, on one without, and at a kiosk's size. A journey that says what scripts add
 * is marked `@scripts`, one that walks every page by itself `@once`, one that a kiosk's visitor walks too `@kiosk`.
 */
export default defineConfig({
  testDir: 'journeys',
  outputDir: 'results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // Two browsers on two busy cores: what fails once is walked again. What passes only then is named; three of them fail the run
  // (house/closing-line.ts), since a race that shows itself so often is nobody's load.
  retries: 1,
  // A long journey on a busy machine; each of its steps has a shorter patience.
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['./house/closing-line.ts']],
  use: {
    browserName: 'chromium',
    launchOptions: chromium,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    actionTimeout: 15_000,
    navigationTimeout: 20_000,
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'phone-scripts', use: { ...phone } },
    { name: 'phone-noscript', use: { ...phone, javaScriptEnabled: false }, grepInvert: /@scripts|@once/ },
    { name: 'kiosk', use: { ...kiosk }, grep: /@kiosk/ },
  ],
});
