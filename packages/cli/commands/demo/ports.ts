import { createServer } from "node:net";
import { MultisiteError } from "@multisite/kernel/errors";

/** Below the range that systems give to outgoing connections (32768 on Linux), so that none of those is in the way. */
const FIRST_PORT = 15_000;
const LAST_PORT = 32_000;
const STEP = 10;

/**
 * The first of `count` free ports that follow each other; `basePort` when it is given.
 *
 * @throws MultisiteError `cli.port.taken`
 */
export async function findPorts(host: string, count: number, basePort: number | undefined): Promise<number> {
  if (basePort !== undefined) {
    const taken = await firstTaken(host, basePort, count);
    if (taken === undefined) return basePort;
    throw new MultisiteError(
      "cli.port.taken",
      `Port ${taken} is taken; ports ${basePort} to ${basePort + count - 1} must be free.`,
    );
  }
  for (let base = FIRST_PORT; base + count <= LAST_PORT; base += STEP) {
    if ((await firstTaken(host, base, count)) === undefined) return base;
  }
  throw new MultisiteError("cli.port.taken", `No ${count} free ports that follow each other from ${FIRST_PORT} to ${LAST_PORT}.`);
}

async function firstTaken(host: string, base: number, count: number): Promise<number | undefined> {
  for (let port = base; port < base + count; port++) if (!(await isFree(host, port))) return port;
  return undefined;
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
