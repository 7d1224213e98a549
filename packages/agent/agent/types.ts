import type {
  AskIdentity,
  CeremonyPorts,
  FenceKeeper,
  HomeKeyDisk,
  IdentityStar,
  KeyDisk,
  MariadbReplication,
  Replication,
  StarHome,
  Takeover,
  TakeoverOptions,
} from "@multisite/identity/star";
import type { Alarms } from "@multisite/kernel/alarms";
import type { Board } from "@multisite/kernel/board";
import type { ChangeMark } from "@multisite/kernel/changes";
import type { Clock } from "@multisite/kernel/clock";
import type { FactStore } from "@multisite/kernel/facts";
import type { Log } from "@multisite/kernel/log";
import type { PeerLinks } from "@multisite/kernel/peers";
import type { CertificateCare } from "@multisite/kernel/peers/certificates";
import type { Authority } from "@multisite/kernel/pki";
import type { Random } from "@multisite/kernel/random";
import type { SiteCloud } from "@multisite/network";

/** The identity data of this node, whichever engine it is on, as the agent drives it. */
export interface AgentReplication extends Replication {
  start(): void | Promise<void>;
  stop(): Promise<void>;
  /** Nodes that take writes, as known here, best first. */
  writers(): readonly string[];
  /** Where writes of this host go, as far as the replication knows. */
  writesNow(): "here" | "forward" | "unavailable";
  /** Why this node must not serve; undefined when it may. */
  fence(): string | undefined;
  /** Of the embedded engine's writer: see `HostAgent`. */
  confirm?(mark: ChangeMark): Promise<void>;
  /** Of MariaDB: what an operator's run asks of this node. */
  readonly order?: MariadbReplication["order"];
  /** Of the embedded engine: this node was restored from a backup. Called again and again. */
  markRestored?(): void;
  /** Of the embedded engine: makes this node the writer. */
  takeOver?(options: TakeoverOptions): Promise<Takeover>;
}

/** The topology document that this node works with. */
export interface StarDocument {
  current(): IdentityStar;
  /** Takes a newer one, durably. */
  take(star: IdentityStar): void;
}

/** Everything that an agent stands on; in a simulation all of it is simulated. */
export interface AgentPorts {
  readonly document: StarDocument;
  readonly home: StarHome;
  readonly links: PeerLinks;
  readonly store: FactStore;
  readonly board: Board;
  readonly alarms: Alarms;
  readonly replication: AgentReplication;
  readonly identity: AskIdentity;
  /** What of the ceremony is this host's own: keys, disk, sealing. */
  readonly ceremony: Pick<CeremonyPorts, "root" | "sealer" | "sign" | "verify" | "loaded" | "operator"> & {
    readonly disk: Pick<HomeKeyDisk, "rendered" | "damaged" | "repairs"> & KeyDisk;
  };
  readonly fence: FenceKeeper;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** How often it looks for what is to be done, and for facts to tell; a simulation of many nodes looks less often. */
  readonly pace?: { readonly lookMs: number; readonly factsLookMs: number };
  /** Of the program. */
  readonly version: string;
  /** Of this node's certificate; none in a simulation without TLS. */
  readonly certificates?: CertificateCare;
  /** Of this site, where this node has it. */
  readonly cloud?: SiteCloud;
  /** Where the star's certificate authority is. */
  readonly authority?: Authority;
}
