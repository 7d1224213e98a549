import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startDaemon } from "./process/daemon.ts";
import { findFreePort, listens } from "./process/port.ts";
import { waitUntilReady } from "./process/ready.ts";
import { withOneRetry } from "./process/retry-once.ts";
import { createRoom } from "./process/room.ts";

const command = fileURLToPath(new URL("../bin/multisite", import.meta.url));

/** A node as `gateway.yaml` names it. */
export interface GatewayEndpoint {
  readonly site: string;
  readonly url: string;
  readonly role?: "master" | "replica";
}

/** `multisite gateway` in a process of its own, in site `own`. */
export interface RunningGateway {
  /** Without `/v3`. */
  readonly url: string;
  readonly pid: number;
  logTail(lines?: number): string;
  /** What `/gateway/status` says. */
  // biome-ignore lint/suspicious/noExplicitAny: what it holds is what the tests are about.
  status(): Promise<any>;
  stop(): Promise<void>;
}

/** Starts a gateway before these nodes on a free port of 127.0.0.1. */
export function startGateway(
  endpoints: readonly GatewayEndpoint[],
  settings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): Promise<RunningGateway> {
  return withOneRetry("The gateway", async () => {
    const room = createRoom("gateway");
    const [port, adminPort] = [await findFreePort(), await findFreePort()];
    const config = {
      ...settings,
      identity: { own_site: "own", endpoints },
      listen: { port },
      admin: { port: adminPort },
      log: { path: room.file("gateway.log") },
    };
    writeFileSync(room.file("gateway.yaml"), JSON.stringify(config));
    const daemon = startDaemon({
      name: "The gateway",
      command,
      args: ["gateway", "--config", room.file("gateway.yaml")],
      logFile: room.file("output.log"),
    });
    const stop = async (): Promise<void> => {
      await daemon.stop();
      room.remove();
    };
    try {
      await waitUntilReady(daemon, () => listens(port), { timeoutMs: 30_000 });
    } catch (error) {
      await stop();
      throw error;
    }
    return {
      url: `http://127.0.0.1:${port}`,
      pid: daemon.pid,
      logTail: daemon.logTail,
      status: async () => (await fetch(`http://127.0.0.1:${adminPort}/gateway/status`)).json(),
      stop,
    };
  });
}
