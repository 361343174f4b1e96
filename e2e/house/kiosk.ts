import type { Page } from '@playwright/test';
import { signIn, STEWARD } from './hall.ts';
import { Resident } from './resident.ts';
import { expect, type OpenScreen } from './test.ts';
import { words } from './words.ts';

/** An enrolled kiosk, and what it does while its network is gone. */
export class EnrolledKiosk {
  private constructor(public page: Page) {}

  /** A machine that the steward enrolled to a venue; `at` is the address that enrols it with a bridge beside it. */
  static async open(open: OpenScreen, name: string, venue = 'hy', at = '/kiosk/enrol'): Promise<EnrolledKiosk> {
    const page = await open('kiosk', at);
    const code = page.getByRole('main').locator('[data-code]');
    await expect(code).toHaveText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    const steward = new Resident(await open('staff', '/steward/devices/enrol'));
    await signIn(steward.page, STEWARD);
    const field = (key: string) => steward.page.getByLabel(steward.t('devices', key), { exact: true });
    await field('form-code').fill(await code.innerText());
    await field('form-venue').selectOption(venue);
    await field('form-name').fill(name);
    await field('form-inches').fill('32');
    await steward.main().getByRole('button', { name: steward.t('devices', 'form-button'), exact: true }).click();
    await expect(steward.page).toHaveURL(/\/steward\/devices$/);
    await expect(page).toHaveURL(new RegExp(`/kiosk/${venue}$`));
    return new EnrolledKiosk(page);
  }

  t(key: string, values: Record<string, string> = {}): string {
    return words('zh', 'kiosk_offline', key, values);
  }

  /** The first page, once everything is ready for when the network goes: worker, pages, keys and numbers. */
  async ready(): Promise<void> {
    await this.page.goto('/kiosk/hy');
    await expect(this.page.locator('html')).toHaveAttribute('data-kept', 'ready');
    const isReady = () =>
      this.page.evaluate(async () => {
        const base = await new Promise<IDBDatabase>((done) => {
          const asked = indexedDB.open('yimen-kiosk-queue');
          asked.onsuccess = () => done(asked.result);
        });
        const lease = await new Promise<unknown>((done) => {
          const asked = base.transaction('keep').objectStore('keep').get('lease');
          asked.onsuccess = () => done(asked.result);
        });
        base.close();
        const kept = await caches.match('/kiosk/hy/offline');
        return Boolean(navigator.serviceWorker.controller && kept && lease);
      });
    await expect.poll(isReady, { timeout: 30_000 }).toBe(true);
  }

  async loseNetwork(): Promise<void> {
    await this.page.context().setOffline(true);
    await this.page.goto('/kiosk/hy');
    await this.isOffline();
  }

  async isOffline(): Promise<void> {
    await expect(this.page).toHaveURL(/\/kiosk\/hy\/offline$/);
    await expect(this.page.locator('html')).toHaveAttribute('data-offline', 'ready');
    await expect(this.page.locator('[data-offline-kiosk]')).toHaveAttribute('data-network', 'gone');
  }

  panel(name: string) {
    return this.page.locator(`[data-panel="${name}"]`);
  }

  /** What is said of a refusal. */
  refusal(name: string) {
    return this.page.locator(`[data-of="refused"][data-say="${name}"]`);
  }

  async scan(text: string): Promise<void> {
    await this.page.locator('#scanned').fill(text);
    await this.page.locator('#scanned').press('Enter');
  }

  /** The number that is shown, which is then put away. */
  async number(): Promise<string> {
    // Until it is shown it still says the number before.
    await expect(this.panel('number')).toBeVisible();
    const shown = this.panel('number').locator('[data-number]');
    await expect(shown).toHaveText(/^[ABC]\d{3,4}$/);
    const number = await shown.innerText();
    await this.panel('number').getByRole('button', { name: this.t('finished') }).click();
    await expect(this.panel('start')).toBeVisible();
    return number;
  }

  async walkIn(service: string, klass = 'ordinary'): Promise<string> {
    await this.askForNumber(service, klass);
    return this.number();
  }

  async askForNumber(service: string, klass = 'ordinary'): Promise<void> {
    await this.panel('start').getByRole('button', { name: this.t('walk-in') }).click();
    await this.panel('walk-in').locator(`[data-service="${service}"]`).click();
    await this.panel('class').locator(`[data-klass="${klass}"]`).click();
  }

  /** Chooses what is to become of a number that was not printed. */
  async choose(key: string): Promise<void> {
    await this.panel('number').getByRole('button', { name: this.t(key) }).click();
  }

  async findNetwork(): Promise<void> {
    await this.page.context().setOffline(false);
  }
}
