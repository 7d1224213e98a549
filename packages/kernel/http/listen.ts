import type { AddressInfo, Server } from "node:net";
import { MultisiteError, messageOf } from "../errors/index.ts";
import { findListener } from "./port-owner.ts";

/**
 * Listens and gives the port. A failure says what to do about it.
 *
 * @throws MultisiteError `kernel.http.port_in_use`, `kernel.http.port_forbidden`, `kernel.http.address` or `kernel.http.listen`
 */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (thrown) => reject(listenError(thrown, host, port)));
    server.listen({ host, port }, resolve);
  });
  server.removeAllListeners("error");
  return (server.address() as AddressInfo).port;
}

/** What went wrong with listening, and what to do next. */
function listenError(thrown: Error, host: string, port: number): MultisiteError {
  const cause = { cause: thrown, detail: messageOf(thrown) };
  switch ((thrown as NodeJS.ErrnoException).code) {
    case "EADDRINUSE": {
      const owner = findListener(port);
      const who = owner === undefined ? "another program (see `ss -ltnp`)" : `${owner.command} (process ${owner.pid})`;
      return new MultisiteError(
        "kernel.http.port_in_use",
        `Port ${port} of ${host} is in use by ${who}; stop it, or set another port.`,
        cause,
      );
    }
    case "EACCES":
      return new MultisiteError(
        "kernel.http.port_forbidden",
        `This user may not listen on port ${port}; take a port of 1024 or more, or give the program CAP_NET_BIND_SERVICE.`,
        cause,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new MultisiteError(
        "kernel.http.address",
        `No network interface of this host has the address ${host}; use one that \`ip address\` shows, or 0.0.0.0.`,
        cause,
      );
    default:
      return new MultisiteError(
        "kernel.http.listen",
        `Listening on port ${port} of ${host} failed: ${messageOf(thrown)}.`,
        cause,
      );
  }
}
