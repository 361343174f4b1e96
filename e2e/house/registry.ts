/** What the stand-in marriage registry holds, over its own JSON (docs/departments.md). */
export interface RegistryBooking {
  reference: string;
  business: string;
  venue: string;
  date: string;
  from: string;
  until: string;
  state: 'booked' | 'cancelled' | 'registered';
  people: { name: string; document: string; phone: string }[];
  acts: { n: number; kind: string; idempotency_key: string }[];
}

export interface Switches {
  slow_ms: number;
  down: 'no' | 'refuse' | 'hang';
  lose_answers: number;
}

export class Registry {
  constructor(readonly url: string) {}

  async booking(reference: string): Promise<RegistryBooking | undefined> {
    const answer = await fetch(`${this.url}/registry/bookings/${reference.replace('-', '')}`);
    return answer.ok ? ((await answer.json()) as RegistryBooking) : undefined;
  }

  async count(): Promise<number> {
    const answer = await fetch(`${this.url}/registry/bookings?limit=0`);
    return ((await answer.json()) as { count: number }).count;
  }

  async set(switches: Partial<Switches>): Promise<void> {
    const answer = await fetch(`${this.url}/switches`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ slow_ms: 0, down: 'no', lose_answers: 0, ...switches }),
    });
    if (!answer.ok) throw new Error(`switches: ${answer.status}`);
  }

  /** The registrar has married them. */
  async registrationDone(reference: string): Promise<void> {
    const answer = await fetch(`${this.url}/registry/bookings/${reference.replace('-', '')}/registration`, { method: 'POST' });
    if (!answer.ok) throw new Error(`registration: ${answer.status}`);
  }
}
