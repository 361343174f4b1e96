import { defineConfig } from '@playwright/test';
import { chromium } from './playwright.config.ts';

/** `make pictures`: the README's pictures, taken from the running house. */
export default defineConfig({
  testDir: 'pictures',
  outputDir: 'results',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: { launchOptions: chromium, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 400, height: 820 }, deviceScaleFactor: 1.5 },
});
