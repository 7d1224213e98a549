import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Daemon, startDaemon } from "./process/daemon.ts";
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

export interface GatewayOptions {
  /** Where it listens; a free port of 127.0.0.1 unless said otherwise. */
  readonly address?: string;
  readonly port?: number;
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
  /** Ends the process as a power cut would; {@link restart} brings it back at the same address. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a gateway before these nodes. Expect a second. */
export function startGateway(
  endpoints: readonly GatewayEndpoint[],
  { address = "127.0.0.1", port: wanted }: GatewayOptions = {},
): Promise<RunningGateway> {
  return withOneRetry("The gateway", async () => {
    const room = createRoom("gateway");
    const [port, adminPort] = [wanted ?? (await findFreePort()), await findFreePort()];
    const config = {
      identity: { own_site: "own", endpoints },
      listen: { host: address, port },
      admin: { port: adminPort },
      log: { path: room.file("gateway.log") },
    };
    writeFileSync(room.file("gateway.yaml"), JSON.stringify(config));
    const serve = async (): Promise<Daemon> => {
      const started = startDaemon({
        name: "The gateway",
        command,
        args: ["gateway", "--config", room.file("gateway.yaml")],
        logFile: room.file("output.log"),
      });
      try {
        await waitUntilReady(started, () => listens(port, address), { timeoutMs: 30_000 });
        return started;
      } catch (error) {
        await started.stop();
        throw error;
      }
    };
    let daemon: Daemon;
    try {
      daemon = await serve();
    } catch (error) {
      room.remove();
      throw error;
    }
    return {
      url: `http://${address}:${port}`,
      get pid() {
        return daemon.pid;
      },
      logTail: (lines) => daemon.logTail(lines),
      status: async () => (await fetch(`http://127.0.0.1:${adminPort}/gateway/status`)).json(),
      kill: () => daemon.kill(),
      async restart() {
        await daemon.stop();
        daemon = await serve();
      },
      async stop() {
        await daemon.stop();
        room.remove();
      },
    };
  });
}
