import { expect, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 A and AA, and axe's own good practice. Targets of 24 px are part of 2.2 AA. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** In a hall, from a distance, without glasses: text of 7:1 (WCAG 2.2, 1.4.6). */
const AT_A_KIOSK = { 'color-contrast-enhanced': { enabled: true } };

/** Looks at the page as it stands: with axe, whose timers need scripts, and at its width in any case. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  if (await page.evaluate(() => matchMedia('(scripting: enabled)').matches)) await expectNoViolations(page, what);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(over, `${what} is wider than the screen`).toBeLessThanOrEqual(0);
}

async function expectNoViolations(page: Page, what: string): Promise<void> {
  await page.evaluate(source);
  const found = await page.evaluate(
    async ([values, atKiosk]) => {
      const { axe } = window as unknown as { axe: { run: (context: Document, options: object) => Promise<AxeResults> } };
      const rules = document.body.dataset['face'] === 'kiosk' ? atKiosk : {};
      return axe.run(document, { runOnly: { type: 'tag', values }, rules, resultTypes: ['violations'] });
    },
    [RULES, AT_A_KIOSK] as const,
  );
  const violations = found.violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.html.slice(0, 200)) }));
  expect.soft(violations, what).toEqual([]);
}
