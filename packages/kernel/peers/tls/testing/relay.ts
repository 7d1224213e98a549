import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A link of the test's own between two nodes: its bytes are counted, delayed, cut off, or never arrive. */
export interface Relay {
  readonly port: number;
  /** One way. */
  delayMs: number;
  /** Nothing passes and nobody is told, as when a cable is pulled. */
  isCut: boolean;
  /** Ends all connections once so many more bytes have come back. */
  killAfterBytes: number;
  /** All that went there. */
  recorded(): Buffer;
  readonly connections: number;
  bytes(): { readonly there: number; readonly back: number };
  close(): Promise<void>;
}

/** Listens on the loopback, and carries each connection to the port. */
export async function startRelay(toPort: () => number): Promise<Relay> {
  const sockets = new Set<Socket>();
  let there = 0;
  let back = 0;
  let connections = 0;
  const chunks: Buffer[] = [];
  const server = createServer((near) => {
    connections++;
    const far = connect({ port: toPort(), host: "127.0.0.1", noDelay: true });
    near.setNoDelay(true);
    pipe(near, far, (chunk) => {
      there += chunk.length;
      chunks.push(chunk);
    });
    pipe(far, near, ({ length }) => {
      back += length;
      relay.killAfterBytes -= length;
      if (relay.killAfterBytes <= 0) for (const socket of sockets) socket.destroy();
    });
  });
  function pipe(from: Socket, to: Socket, see: (chunk: Buffer) => void): void {
    let last: Promise<void> = Promise.resolve();
    /** After the delay, and in order. */
    const later = (act: () => void): void => {
      const due = new Promise((resolve) => setTimeout(resolve, relay.delayMs));
      last = Promise.all([last, due]).then(() => {
        if (!relay.isCut) act();
      });
    };
    sockets.add(from);
    from.on("data", (chunk: Buffer) => {
      if (relay.isCut) return;
      see(chunk);
      later(() => void (to.destroyed || to.write(chunk)));
    });
    from.on("error", () => {});
    from.on("close", () => {
      sockets.delete(from);
      later(() => to.end());
    });
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const relay: Relay = {
    port: (server.address() as AddressInfo).port,
    delayMs: 0,
    isCut: false,
    killAfterBytes: Number.POSITIVE_INFINITY,
    get connections() {
      return connections;
    },
    recorded: () => Buffer.concat(chunks),
    bytes: () => ({ there, back }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return relay;
}
