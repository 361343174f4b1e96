// Starts the program for a measurement, with a folder of its own, and stops it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const program = join(root, 'target/release/yimen');

/** A Tuesday morning of a year whose holidays are known, with two weeks to book. */
const clock = String(Math.ceil((Date.parse('2026-11-24T10:00:00+08:00') - Date.now()) / 60_000));

export async function freeAddress() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${port}`;
}

/** Settings of a measurement, with an empty folder that `done` removes. */
export async function settings(addr) {
  const folder = await mkdtemp(join(tmpdir(), 'yimen-bench-'));
  const rest = Object.entries(process.env).filter(([name]) => !name.startsWith('YIMEN_'));
  const env = {
    ...Object.fromEntries(rest),
    YIMEN_ADDR: addr,
    YIMEN_DATA: folder,
    YIMEN_DEPARTMENTS_ADDR: 'off',
    YIMEN_DEPARTMENT_MARRIAGE_REGISTRY_URL: `http://${await freeAddress()}`,
    YIMEN_CLOCK_OFFSET_MINUTES: clock,
    YIMEN_LOG: 'error',
  };
  return { env, folder, done: () => rm(folder, { recursive: true, force: true }) };
}

/** Starts `yimen …` and waits until `address` answers. */
export async function start(args, env, address) {
  const server = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  for (let tries = 0; tries < 400; tries += 1) {
    if (server.exitCode !== null) throw new Error(`yimen ${args.join(' ')} stopped`);
    try {
      await (await fetch(address)).arrayBuffer();
      return async () => {
        const gone = once(server, 'exit');
        server.kill('SIGTERM');
        await gone;
      };
    } catch {
      await wait(50);
    }
  }
  server.kill('SIGKILL');
  throw new Error(`yimen ${args.join(' ')} does not answer at ${address}`);
}
