import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, type Page } from '@playwright/test';
import { root } from './files.ts';
import { signIn, STEWARD } from './hall.ts';
import { freePort } from './ports.ts';
import type { OpenScreen } from './test.ts';
import { venueName, words } from './words.ts';

/** How long a start may take. */
const PATIENCE = 60_000;
const program = join(root, 'target/release/yimen-bridge');

/** The switches of the bridge's simulated printer. */
export type Turn = 'jam' | 'out' | 'near_end' | 'cover' | 'cover_closed' | 'unplug' | 'cable' | 'new_roll' | 'mend';

/** A bridge of the test's own, with a printer that is not of metal. */
export class Printer {
  #process: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    readonly url: string,
    /** The address that enrols the kiosk, with the bridge's secret in its fragment. */
    readonly enrol: string,
    readonly settings: NodeJS.ProcessEnv,
  ) {}

  /** Beside the house at this address; `devices` are settings of what else the bridge has. */
  static async open(origin: string, devices: NodeJS.ProcessEnv = {}): Promise<Printer> {
    const folder = await mkdtemp(join(tmpdir(), 'yimen-bridge-'));
    const url = `http://127.0.0.1:${await freePort()}`;
    const settings = {
      ...process.env,
      BRIDGE_ADDR: new URL(url).host,
      BRIDGE_ORIGIN: origin,
      BRIDGE_DATA: folder,
      BRIDGE_PRINTER__KIND: 'simulator',
      ...devices,
    };
    const { stdout } = await promisify(execFile)(program, ['secret'], { env: settings });
    const enrol = /\S+#bridge=\S+/.exec(stdout)?.[0];
    if (!enrol) throw new Error(`yimen-bridge secret says no address: ${stdout}`);
    const printer = new Printer(folder, url, enrol, settings);
    await printer.start();
    return printer;
  }

  async start(): Promise<void> {
    this.#process = spawn(program, ['serve'], { env: this.settings, stdio: 'ignore' });
    const until = Date.now() + PATIENCE;
    while (!(await fetch(`${this.url}/simulator/paper`).then((answer) => answer.ok, () => false))) {
      if (Date.now() > until || this.#process.exitCode !== null) throw new Error('the bridge does not stand');
      await wait(50);
    }
  }

  async stop(): Promise<void> {
    const bridge = this.#process;
    this.#process = undefined;
    if (!bridge || bridge.exitCode !== null) return;
    const gone = once(bridge, 'exit');
    bridge.kill('SIGTERM');
    await gone;
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Something goes wrong, or is mended; `after` so many more commands of a ticket. */
  async turn(turn: Turn, after = 0): Promise<void> {
    const answer = await fetch(`${this.url}/simulator/printer`, {
      method: 'POST',
      body: new URLSearchParams({ turn, after: String(after) }),
    });
    expect(answer.ok, turn).toBe(true);
  }

  /** Its scanner reads a code. */
  async scan(text: string): Promise<void> {
    const answer = await fetch(`${this.url}/simulator/scan`, { method: 'POST', body: new URLSearchParams({ text }) });
    expect(answer.ok, 'the scanner').toBe(true);
  }

  /** What its simulated voice has said, oldest first. */
  async said(): Promise<string[]> {
    const answer = await fetch(`${this.url}/simulator/speech`);
    return ((await answer.json()) as { text: string }[]).map((words) => words.text);
  }

  /** Each of these is said, or has been since the voice had said so much. */
  async expectSaid(parts: string[], what: string, since = 0): Promise<void> {
    await expect(async () => {
      const said = (await this.said()).slice(since);
      for (const part of parts) expect(said.some((one) => one.includes(part)), `${what}: «${part}» is said`).toBe(true);
    }).toPass({ timeout: 30_000 });
  }

  /** What the lamp over it shows. */
  async lamp(): Promise<string> {
    return (await fetch(`${this.url}/simulator/lamp`)).text();
  }

  /** What came out, each slip as one text. */
  async slips(): Promise<string[]> {
    const answer = await fetch(`${this.url}/simulator/paper`);
    const { slips } = (await answer.json()) as { slips: { text: string }[][] };
    return slips.map((lines) => lines.map((line) => line.text).join('\n'));
  }
}

/** A kiosk of this venue that is enrolled with its printer, at its first page. */
export async function enrolledKiosk(open: OpenScreen, printer: Printer, venue: string): Promise<Page> {
  const t = (key: string): string => words('zh', 'devices', key);
  const kiosk = await open('kiosk', printer.enrol);
  const code = kiosk.locator('[data-code]');
  await expect(code).toHaveText(/\w{4}/);
  const steward = await open('staff', '/steward/devices/enrol');
  await signIn(steward, STEWARD);
  await steward.getByLabel(t('form-code'), { exact: true }).fill(await code.innerText());
  await steward.getByLabel(t('form-venue'), { exact: true }).selectOption({ label: venueName('zh', venue) });
  await steward.getByLabel(t('form-name'), { exact: true }).fill('一号机');
  await steward.getByLabel(t('form-inches'), { exact: true }).fill('32');
  await steward.getByRole('button', { name: t('form-button'), exact: true }).click();
  await kiosk.waitForURL(new RegExp(`/kiosk/${venue}$`), { timeout: 30_000 });
  return kiosk;
}
