import { createServer, type Server, Socket } from "node:net";

/** A TCP relay that lets everything arrive later, as a long way would: the kernel's own emulation is not everywhere. */
export interface DelayRelay {
  readonly host: string;
  readonly port: number;
  /** Of one way, in milliseconds; for what is sent from now on. */
  setDelay(delayMs: number): void;
  /** Bytes that were sent on, in both directions. */
  bytes(): { readonly forth: number; readonly back: number };
  close(): Promise<void>;
}

export interface DelayRelayOptions {
  readonly target: { readonly host: string; readonly port: number };
  readonly delayMs: number;
  readonly host?: string;
  /** A free one unless said otherwise. */
  readonly port?: number;
}

/**
 * Each direction is delayed by `delayMs`, with as much as there is on the way at the same time, so that it costs latency and no
 * throughput. A connection takes its three ways to be made, as it does on a real one.
 */
export async function createDelayRelay({
  target,
  delayMs,
  host = "127.0.0.1",
  port = 0,
}: DelayRelayOptions): Promise<DelayRelay> {
  let delay = delayMs;
  const counted = { forth: 0, back: 0 };
  const open = new Set<Socket>();
  const track = (socket: Socket): Socket => {
    open.add(socket.setNoDelay(true));
    return socket.on("close", () => open.delete(socket)).on("error", () => {});
  };
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (near) => {
    const startedMs = performance.now();
    const far = track(new Socket({ allowHalfOpen: true }));
    track(near);
    // The one that calls may speak after two ways, the other one after three.
    after(3 * delay, () => far.connect(target.port, target.host));
    carry(
      near,
      far,
      () => Math.max(performance.now(), startedMs + 2 * delay) + delay,
      (bytes) => (counted.forth += bytes),
    );
    carry(
      far,
      near,
      () => performance.now() + delay,
      (bytes) => (counted.back += bytes),
    );
    near.resume();
  });
  await listen(server, host, port);
  const address = server.address();
  return {
    host,
    port: typeof address === "object" && address !== null ? address.port : port,
    setDelay(next) {
      delay = next;
    },
    bytes: () => ({ ...counted }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** Bytes that may be on the way before the sender has to wait. */
const MOST_ON_THE_WAY = 64 * 1024 * 1024;

/** Hands on what comes, each part when it is due; the end and a break too. */
function carry(from: Socket, to: Socket, dueAt: () => number, count: (bytes: number) => void): void {
  const queue: { dueMs: number; deliver: () => void }[] = [];
  let onTheWay = 0;
  let isWaiting = false;
  const deliverDue = (): void => {
    isWaiting = false;
    for (let next = queue[0]; next !== undefined && next.dueMs <= performance.now(); next = queue[0]) {
      queue.shift();
      next.deliver();
    }
    wait();
  };
  const wait = (): void => {
    const next = queue[0];
    if (next === undefined || isWaiting) return;
    isWaiting = true;
    after(next.dueMs - performance.now(), deliverDue);
  };
  const send = (deliver: () => void): void => {
    queue.push({ dueMs: dueAt(), deliver });
    wait();
  };
  from.on("data", (chunk: Buffer) => {
    onTheWay += chunk.length;
    if (onTheWay > MOST_ON_THE_WAY) from.pause();
    send(() => {
      onTheWay -= chunk.length;
      if (onTheWay <= MOST_ON_THE_WAY) from.resume();
      count(chunk.length);
      if (!to.destroyed) to.write(chunk);
    });
  });
  from.on("end", () => send(() => to.end()));
  from.on("close", (hadError) => send(() => (hadError ? to.resetAndDestroy() : to.end())));
}

/** Timers count whole milliseconds and may be early by one. */
function after(delayMs: number, work: () => void): void {
  if (delayMs <= 0) work();
  else setTimeout(work, Math.ceil(delayMs)).unref();
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
}
