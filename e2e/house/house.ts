import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { offsetMinutes, type Moment } from './clock.ts';
import { root } from './files.ts';
import { freePort } from './ports.ts';

/** How long a start or a stop may take on a machine that has other work. */
const PATIENCE = 60_000;

export interface Ways {
  /** The stand-ins do not run and nobody listens at the registry's address. */
  departmentsOff?: boolean;
  /** Settings beside those that every house has. */
  settings?: Record<string, string>;
}

/** One running server with an empty folder of its own, and its stand-in departments. */
export class House {
  /** Everything it wrote to its log, over all its starts. */
  log = '';
  /** By how much its clock is ahead of the machine's, milliseconds. */
  ahead = 0;
  #process: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    readonly url: string,
    readonly departments: string,
  ) {}

  static async open(at: Moment, ways: Ways = {}): Promise<House> {
    const folder = await mkdtemp(join(tmpdir(), 'yimen-e2e-'));
    await writeFile(join(folder, 'settings.toml'), '');
    const house = new House(folder, `http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`);
    try {
      await house.start(at, ways);
    } catch (wrong) {
      await house.close();
      throw wrong;
    }
    return house;
  }

  async start(at: Moment, ways: Ways = {}): Promise<void> {
    const minutes = offsetMinutes(at);
    this.ahead = minutes * 60_000;
    const rest = Object.entries(process.env).filter(([name]) => !name.startsWith('YIMEN_'));
    const server = spawn(join(root, 'target/release/yimen'), ['serve'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...Object.fromEntries(rest),
        YIMEN_SETTINGS: join(this.folder, 'settings.toml'),
        YIMEN_DATA: join(this.folder, 'data'),
        YIMEN_ADDR: new URL(this.url).host,
        YIMEN_DEPARTMENTS_ADDR: ways.departmentsOff ? 'off' : new URL(this.departments).host,
        YIMEN_DEPARTMENT_MARRIAGE_REGISTRY_URL: this.departments,
        YIMEN_CLOCK_OFFSET_MINUTES: String(minutes),
        ...ways.settings,
      },
    });
    this.#process = server;
    server.on('error', (wrong) => (this.log += `${wrong.message}: make build makes the program\n`));
    for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
    const addresses = [`${this.url}/readyz`, ...(ways.departmentsOff ? [] : [`${this.departments}/switches`])];
    const until = Date.now() + PATIENCE;
    for (const address of addresses) {
      while (!(await answers(address))) {
        const end = server.pid === undefined ? 'was not started' : server.exitCode !== null ? `ended with ${server.exitCode}` : undefined;
        if (end || Date.now() > until) throw new Error(`the house ${end ?? `does not answer at ${address}`}:\n${this.log}`);
        await wait(50);
      }
    }
  }

  async stop(): Promise<void> {
    const server = this.#process;
    this.#process = undefined;
    if (!server || server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGTERM');
    const late = setTimeout(() => server.kill('SIGKILL'), PATIENCE);
    await gone;
    clearTimeout(late);
  }

  /** The same house at another moment: what was promised is still there. */
  async restartAt(at: Moment, ways: Ways = {}): Promise<void> {
    await this.stop();
    await this.start(at, ways);
  }

  /** The same house in a district whose file of this name reads otherwise. */
  async restartWith(at: Moment, file: string, change: (text: string) => string): Promise<void> {
    const district = join(this.folder, 'district');
    await cp(join(root, 'server/data'), district, { recursive: true });
    const [before, path] = [await readFile(join(root, 'server/data', file), 'utf8'), join(district, file)];
    const after = change(before);
    if (after === before) throw new Error(`${file} reads as before`);
    await writeFile(path, after);
    await this.restartAt(at, { settings: { YIMEN_DISTRICT: district } });
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    const answer = await fetch(address);
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
