import { expect } from '@playwright/test';
import type { Person } from './people.ts';
import { Printer } from './printer.ts';

/** A bridge of the test's own, with a card reader that is not of metal either. */
export class CardReader {
  private constructor(readonly bridge: Printer) {}

  /** `devices` are settings of what else the bridge has. */
  static async open(origin: string, devices: NodeJS.ProcessEnv = {}): Promise<CardReader> {
    return new CardReader(await Printer.open(origin, { BRIDGE_READER__KIND: 'simulator', BRIDGE_READER__POLL_MS: '100', ...devices }));
  }

  /** Somebody lays their card. */
  async lay({ name, document }: Person, valid_to = '20391231'): Promise<void> {
    await this.#turn('card', { name, number: document, valid_to });
  }

  /** It is taken away. */
  async take(): Promise<void> {
    await this.#turn('card-away', {});
  }

  async #turn(act: string, form: Record<string, string>): Promise<void> {
    const answer = await fetch(`${this.bridge.url}/simulator/${act}`, { method: 'POST', body: new URLSearchParams(form) });
    expect(answer.ok, act).toBe(true);
  }
}
