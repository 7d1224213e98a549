import { createServer, type Server } from "node:net";
import { MultisiteError } from "@multisite/kernel/errors";

/** Below the range that systems give to outgoing connections (32768 on Linux), so that none of those is in the way. */
const FIRST_PORT = 15_000;
const LAST_PORT = 32_000;
const STEP = 20;

/** Ports that follow each other. */
export interface ReservedPorts {
  readonly basePort: number;
  release(): void;
}

/**
 * Finds `count` free ports that follow each other, or checks those from `basePort` on. As long as they are not released, no
 * other demonstration takes the same: each holds the last port of its twenty.
 *
 * @throws MultisiteError `cli.port.taken`
 */
export async function reservePorts(host: string, count: number, basePort: number | undefined): Promise<ReservedPorts> {
  if (basePort !== undefined) {
    const taken = await firstTaken(host, basePort, count);
    if (taken === undefined) return { basePort, release: () => {} };
    throw portTaken(`Port ${taken} is taken; ports ${basePort} to ${basePort + count - 1} must be free.`);
  }
  for (let base = FIRST_PORT; base + STEP <= LAST_PORT; base += STEP) {
    const lock = await hold(host, base + STEP - 1);
    if (lock === undefined) continue;
    if ((await firstTaken(host, base, count)) === undefined) return { basePort: base, release: () => void lock.close() };
    lock.close();
  }
  throw portTaken(`There are no ${count} free ports that follow each other from ${FIRST_PORT} to ${LAST_PORT}.`);
}

function portTaken(message: string): MultisiteError {
  return new MultisiteError("cli.port.taken", message);
}

async function firstTaken(host: string, base: number, count: number): Promise<number | undefined> {
  for (let port = base; port < base + count; port++) if (!(await isFree(host, port))) return port;
  return undefined;
}

async function isFree(host: string, port: number): Promise<boolean> {
  const held = await hold(host, port);
  if (held === undefined) return false;
  await new Promise((resolve) => held.close(resolve));
  return true;
}

/** Listens on a port; undefined when it is taken. */
function hold(host: string, port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((connection) => connection.destroy());
    server.once("error", () => resolve(undefined));
    server.listen({ host, port, exclusive: true }, () => resolve(server));
  });
}
