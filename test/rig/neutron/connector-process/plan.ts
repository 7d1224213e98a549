import type { PeerAddress } from "../../../../packages/kernel/peers/tls/index.ts";
import type { LocalNetwork } from "../../../../packages/network/inventory/index.ts";
import type { RunningIdentity } from "../../../../rig/identity.ts";
import type { KillPoint } from "./kill-points.ts";

/** All that the process of a connector is told. */
export interface ConnectorPlan {
  readonly site: string;
  /** The nodes to ask, by site. */
  readonly others: Readonly<Record<string, string>>;
  readonly addresses: Readonly<Record<string, PeerAddress>>;
  readonly listen: PeerAddress;
  readonly pkiDirectory: string;
  readonly identity: Pick<RunningIdentity, "url" | "adminPassword" | "region">;
  readonly transportUrl: string;
  readonly networks: readonly (LocalNetwork & { readonly vni: number })[];
  /** What it keeps over a restart. */
  readonly keptFile: string;
  /** The alarms that stand, as a list in JSON. */
  readonly alarmsFile: string;
  /** Shorter than in operation, where somebody waits for what no message tells. */
  readonly passMs: number;
  readonly killPoint?: KillPoint;
}
