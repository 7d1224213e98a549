import { startDaemon } from "./process/daemon.ts";
import { findFreePort, listens } from "./process/port.ts";
import { waitUntilReady } from "./process/ready.ts";
import { createRoom } from "./process/room.ts";

/** A private memcached on 127.0.0.1. */
export interface Memcached {
  readonly address: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export async function startMemcached(options: { readonly megabytes?: number } = {}): Promise<Memcached> {
  const room = createRoom("memcached");
  const port = await findFreePort();
  const daemon = startDaemon({
    name: "memcached",
    command: "/usr/bin/memcached",
    args: ["-u", "root", "-l", "127.0.0.1", "-p", String(port), "-m", String(options.megabytes ?? 64)],
    logFile: room.file("memcached.log"),
  });
  const stop = async () => {
    await daemon.stop();
    room.remove();
  };
  try {
    await waitUntilReady(daemon, () => listens(port), { timeoutMs: 10_000 });
  } catch (error) {
    await stop();
    throw error;
  }
  return { address: `127.0.0.1:${port}`, pid: daemon.pid, stop };
}
