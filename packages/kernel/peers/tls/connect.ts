import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type SecureContextOptions, type TLSSocket } from "node:tls";
import type { Clock } from "../../clock/index.ts";
import type { PeerAddress } from "./types.ts";
import { KEEP_ALIVE_MS, SESSION_MEMORY_MB, WINDOW_BYTES } from "./wire.ts";

/** A TLS connection over which nothing was sent yet: who made it looks at the certificate first. */
export interface OpenTls {
  readonly tls: TLSSocket;
  /** Below it; knows how many bytes it makes. */
  readonly socket: Socket;
}

/** @throws Error when it does not come about in time */
export async function openTls(
  { host, port }: PeerAddress,
  context: SecureContextOptions,
  clock: Clock,
  timeoutMs: number,
): Promise<OpenTls> {
  const socket = connectTcp({ host, port, noDelay: true });
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  const tls = connectTls({
    ...context,
    socket,
    ALPNProtocols: ["h2"],
    // The name in the certificate counts and not the address, and our own authority alone.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
  const done = new AbortController();
  try {
    await Promise.race([
      new Promise<void>((resolve, reject) => {
        tls.once("secureConnect", resolve);
        tls.once("error", reject);
        tls.once("close", () => reject(new Error("The connection was closed during the handshake.")));
      }),
      clock.sleep(timeoutMs, done.signal).then(
        () => Promise.reject(new Error(`No connection within ${timeoutMs} ms.`)),
        () => undefined,
      ),
    ]);
    return { tls, socket };
  } catch (thrown) {
    tls.destroy();
    socket.destroy();
    throw thrown;
  } finally {
    done.abort();
    // From now on whoever uses it hears of its end.
    tls.on("error", () => {});
  }
}

/** Questions over a connection whose other end has proved who it is. */
export function openSession(node: string, tls: TLSSocket): ClientHttp2Session {
  const session = connectHttp2(`https://${encodeURIComponent(node)}`, {
    createConnection: () => tls,
    maxSessionMemory: SESSION_MEMORY_MB,
    settings: { enablePush: false, initialWindowSize: WINDOW_BYTES },
  });
  session.on("error", () => {});
  session.once("connect", () => session.setLocalWindowSize(WINDOW_BYTES));
  return session;
}
