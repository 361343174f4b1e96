import { expect } from '@playwright/test';

/** What a stand-in department holds of a case (docs/departments.md). */
export interface Held {
  reference: string;
  state: string;
  version: number;
  content: { answers: Record<string, unknown>; words: string };
}

/** A clerk at a stand-in department. */
export class Clerk {
  constructor(
    readonly departments: string,
    readonly department: string,
  ) {}

  async held(reference: string): Promise<Held | undefined> {
    const answer = await fetch(`${this.departments}/${this.department}/held/${plain(reference)}`);
    return answer.ok ? ((await answer.json()) as Held) : undefined;
  }

  /** Waits until the department has it. */
  async has(reference: string): Promise<void> {
    await expect.poll(async () => (await this.held(reference))?.reference, { timeout: 30_000 }).toBe(plain(reference));
  }

  /** Tells the stand-in what to do wrong; all that is not named works. */
  async set(switches: Record<string, number | string | boolean>): Promise<void> {
    const answer = await fetch(`${this.departments}/${this.department}/switches`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(switches),
    });
    if (!answer.ok) throw new Error(`switches: ${answer.status}`);
  }

  async press(reference: string, act: string, form: Record<string, string> = {}): Promise<void> {
    const answer = await fetch(`${this.departments}/${this.department}/cases/${plain(reference)}/${act}`, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'manual',
    });
    if (answer.status !== 303) throw new Error(`${act}: ${answer.status}`);
  }
}

function plain(reference: string): string {
  return reference.replace('-', '');
}
