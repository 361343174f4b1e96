import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Each worker walks along a stretch of its own. All lie below 32768, where Linux begins to hand out ports to connections
 * that go out: one of another journey's could take a port of theirs between our look and the server's start.
 */
const FIRST = 12_000;
const STRETCH = 2_000;
const start = FIRST + (Number(process.env['TEST_PARALLEL_INDEX'] ?? 0) % 4) * STRETCH;
let taken = 0;

/** A port at which nobody listens now, and that this worker has not given out before. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < STRETCH; tries++) {
    const port = start + (taken++ % STRETCH);
    if (await isFree(port)) return port;
  }
  throw new Error(`somebody listens at each port from ${start} to ${start + STRETCH}`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
