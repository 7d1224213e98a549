import type { Alarms } from "@multisite/kernel/alarms";
import type { Clock } from "@multisite/kernel/clock";
import type { Log } from "@multisite/kernel/log";
import type { PeerLinks } from "@multisite/kernel/peers";
import type { MariadbConnection } from "@multisite/kernel/sql";
import type { IdentityStar } from "../../topology/types.ts";
import type { MasterSource } from "../sql/index.ts";
import type { FollowLimits } from "./types.ts";

/** What the replication of one node stands on. */
export interface MariadbReplicationOptions {
  readonly star: () => IdentityStar;
  /** Says who this node is, and reaches the agents of others. */
  readonly links: PeerLinks;
  /** A new session of the own server as its administrator, over the socket; who asks for it closes it. */
  readonly openLocal: () => MariadbConnection;
  /** A new session of another node's server that may read everything and change nothing. */
  readonly openRemote: (node: string) => MariadbConnection;
  /** As whom, and with which certificate, the own server follows a master. */
  readonly sourceOf: (node: string) => MasterSource;
  /** What is compared and copied: Keystone's tables, and the marks. */
  readonly schemas?: readonly string[];
  /** The node's home directory: what must be remembered, and the rows that differed. */
  readonly home: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly alarms: Pick<Alarms, "settle">;
  /** Told whenever anything of it changes; the agent puts it on the board before anything else happens. */
  readonly onState?: (state: MariadbState) => void;
  readonly settings?: Partial<MariadbSettings>;
  /** Awaited before each effect; for tests, which end the agent there. */
  readonly step?: (name: string) => Promise<void>;
}

/** What the processes of the host must know of the replication. */
export interface MariadbState {
  readonly writes: "here" | "forward" | "unavailable";
  /** Why the node must not serve. */
  readonly fence: string | undefined;
  /** One sentence, when something is not as it should be. */
  readonly reason: string | undefined;
}

/** Times; those between sites are what the traffic of an idle star comes from. */
export interface MariadbSettings extends Omit<FollowLimits, "holdDownMs"> {
  /** How often the own server is looked at. */
  readonly tickMs: number;
  /** How often the followed master is asked while all is well: for the lag, and whether it was started again. */
  readonly askMs: number;
  /** Longest wait for another node's answer. */
  readonly answerMs: number;
  /** How often one of the masters writes a mark. Each costs about 300 bytes on the way to each replica. */
  readonly markMs: number;
  /** Marks that are kept. */
  readonly keptMarks: number;
  /** Rows that are compared at once. */
  readonly chunkRows: number;
}

export const defaultSettings: MariadbSettings = {
  tickMs: 1000,
  askMs: 5000,
  answerMs: 3000,
  markMs: 1000,
  keptMarks: 3600,
  chunkRows: 2000,
  returnAfterMs: 60_000,
  aheadGraceMs: 10_000,
  behindMs: 5000,
};
