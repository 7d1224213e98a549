import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";

/** The part of a Fastify application that listens. */
export interface Listener {
  readonly server: Pick<Server, "address">;
  listen(address: { readonly host: string; readonly port: number }): Promise<string>;
}

/**
 * Begins to listen and gives the port, which is a free one for port 0.
 *
 * @throws MultisiteError `cli.port.taken`
 */
export async function listen(app: Listener, { host, port }: { readonly host: string; readonly port: number }): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code !== "EADDRINUSE" && code !== "EACCES" && code !== "EADDRNOTAVAIL") throw cause;
    throw new MultisiteError("cli.port.taken", `Cannot listen on ${host}:${port} (${code}).`, {
      cause,
      detail: messageOf(cause),
    });
  }
  return (app.server.address() as AddressInfo).port;
}
