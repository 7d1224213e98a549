import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PeerAddress } from "../../../../packages/kernel/peers/tls/index.ts";
import { type Authority, issueOwnCertificate } from "../../../../packages/kernel/pki/index.ts";
import type { RemotePortAlarm } from "../../../../packages/network/remote-ports/types.ts";
import type { NeutronSite, NeutronSites } from "../../../../rig/neutron/index.ts";
import type { Daemon } from "../../../../rig/process/daemon.ts";
import { createRoom } from "../../../../rig/process/room.ts";
import type { StretchedHere } from "../connectors.ts";
import type { KillPoint } from "./kill-points.ts";
import type { ConnectorPlan } from "./plan.ts";

const LINK_PORT = 7443;
const LONGEST_MS = 60_000;

/** A connector in its site's namespace, over mutual TLS with the others: a cut of the WAN cuts its links too. */
export interface ConnectorProcess {
  readonly isRunning: boolean;
  /** With a point it kills itself there. */
  start(killPoint?: KillPoint): void;
  /** From its next start on; the one that it was made for is followed until then. */
  follow(networks: ConnectorPlan["networks"]): void;
  /** As `kill -9`. */
  kill(): Promise<void>;
  /** Until it has killed itself where it was told to. */
  untilKilled(): Promise<void>;
  alarms(): readonly RemotePortAlarm[];
  logTail(): string;
  remove(): Promise<void>;
}

export interface ConnectorProcessOptions {
  readonly rig: Pick<NeutronSites<string>, "network">;
  readonly site: NeutronSite;
  /** Names of all sites, and the ports of those that the test's process stands for. */
  readonly sites: readonly string[];
  readonly strangers?: Readonly<Record<string, number>>;
  readonly authority: Authority;
  readonly network: StretchedHere;
}

/** Each site has one node. */
const nodeOf = (site: string): string => `${site}-1`;

export async function createConnectorProcess({
  rig: { network },
  site: { name, controller },
  sites,
  strangers = {},
  authority,
  network: here,
}: ConnectorProcessOptions): Promise<ConnectorProcess> {
  const room = createRoom(`connector-${name}`);
  await issueOwnCertificate(authority, room.file("pki"), { site: name, node: nodeOf(name) });
  const others = sites.filter((site) => site !== name);
  const addressOf = (site: string): PeerAddress => {
    const port = strangers[site];
    return port === undefined ? { host: network.address(site, 1), port: LINK_PORT } : { host: network.outsideAddress, port };
  };
  const plan: ConnectorPlan = {
    site: name,
    others: Object.fromEntries(others.map((site) => [site, nodeOf(site)])),
    addresses: Object.fromEntries(others.map((site) => [nodeOf(site), addressOf(site)])),
    listen: addressOf(name),
    pkiDirectory: room.file("pki"),
    identity: controller.identity,
    transportUrl: controller.transportUrl,
    networks: [{ ...here, id: here.networkId }],
    keptFile: room.file("kept"),
    alarmsFile: room.file("alarms.json"),
    passMs: 10_000,
  };
  const logFile = room.file("connector.log");
  let daemon: Daemon | undefined;
  let killPoint: KillPoint | undefined;
  let { networks } = plan;
  return {
    get isRunning() {
      return daemon?.running() ?? false;
    },
    start(at) {
      killPoint = at;
      writeFileSync(room.file("plan.json"), JSON.stringify({ ...plan, networks, killPoint }), { mode: 0o600 });
      const main = fileURLToPath(new URL("main.ts", import.meta.url));
      daemon = network.start(name, {
        name: `connector of ${name}`,
        command: process.execPath,
        args: [main, room.file("plan.json")],
        logFile,
      });
    },
    follow: (others) => {
      networks = others;
    },
    kill: async () => await daemon?.kill(),
    async untilKilled() {
      const startedMs = performance.now();
      while (daemon?.running() && performance.now() - startedMs < LONGEST_MS)
        await new Promise((resolve) => setTimeout(resolve, 20));
      const last = daemon?.logTail(1);
      if (last !== `killed ${killPoint}`)
        throw new Error(`The connector of ${name} does not die ${killPoint}:\n${daemon?.logTail()}`);
    },
    alarms: () => (existsSync(plan.alarmsFile) ? JSON.parse(readFileSync(plan.alarmsFile, "utf8")) : []),
    logTail: () => daemon?.logTail() ?? "",
    async remove() {
      await daemon?.kill();
      room.remove();
    },
  };
}
