import type { Alarms } from "@multisite/kernel/alarms";
import type { Clock } from "@multisite/kernel/clock";
import type { PeerLinks } from "@multisite/kernel/peers";
import type { NetworkClient } from "@multisite/openstack/network";
import type { RpcBus, RpcMessage } from "@multisite/openstack/rpc";
import type { LocalNetwork } from "../inventory/index.ts";
import type { MirrorAnswer, SiteCopy } from "../mirror/index.ts";
import type { Action, decide, FdbEntry, Limits } from "../remote-ports/index.ts";
import type { LookedAtPort } from "./look.ts";

/** What a connector keeps over a restart. */
export interface KeptState {
  /** Of the last log; the next one has a higher one. */
  readonly epoch: number;
  readonly vteps: readonly string[];
  readonly removedAtMs: readonly number[];
  /** Entries of these endpoints that the own agents were told to have: what somebody deletes meanwhile leaves them there. */
  readonly told: readonly FdbEntry[];
  readonly copies: ReadonlyMap<string, SiteCopy>;
}

/** What has become otherwise of {@link KeptState}; JSON. */
export type KeptChange =
  | { readonly kind: "vteps"; readonly vteps: readonly string[] }
  | { readonly kind: "removed"; readonly removedAtMs: readonly number[] }
  /** What hosts are about to be told. */
  | { readonly kind: "expected"; readonly entries: readonly FdbEntry[] }
  /** A message of the l2pop fan-out. */
  | { readonly kind: "told"; readonly message: Pick<RpcMessage, "method" | "args"> }
  | { readonly kind: "answer"; readonly answer: MirrorAnswer };

/** What did not work: reading the own Neutron, asking a site, an action and what it is about, reading what was kept. */
export type Trouble = "look" | "act" | `ask ${string}` | `${Action["act"]} ${string}` | `read ${string}`;

/** Everything outside of a connector. */
export interface ConnectorPorts {
  readonly site: string;
  /** The sites that share a network with this one, and the node to ask there; undefined: not known yet. Asked again in each pass. */
  readonly others: () => ReadonlyMap<string, string | undefined>;
  readonly clock: Clock;
  readonly client: Pick<NetworkClient, "ports" | "agents">;
  readonly bus: Pick<RpcBus, "cast" | "listen">;
  readonly links: PeerLinks;
  readonly store: {
    /** With the changes that were appended since it was saved (`withChange`). */
    load(): KeptState | undefined;
    save(state: KeptState): void;
    /** Without it the whole is saved at each change. */
    append?(changes: readonly KeptChange[]): void;
  };
  readonly alarms: Pick<Alarms, "settle">;
  /** The stretched networks as they are in the own Neutron now. */
  readonly networks: () => readonly (LocalNetwork & { readonly vni: number })[];
  /** Told of everything that did not work; the next pass tries again. */
  readonly onTrouble: (what: Trouble, thrown: unknown) => void;
}

export interface ConnectorSettings {
  readonly limits: Limits;
  /** A pass is made when something has happened, and after so long in any case. */
  readonly passMs: number;
  /** After what did not work. */
  readonly retryMs: number;
  /** So many writes of one kind at the same time: Neutron's own speed-up is in that, not in bulk requests (measured). */
  readonly concurrency: number;
  /** So many ports at most wait for Neutron to tell its hosts of them; what is removed does not wait. */
  readonly unheard: number;
  /** What Neutron has refused is tried again after so long. */
  readonly refusedMs: number;
  /** A question to another site is held so long when there is nothing new. */
  readonly holdMs: number;
  /** The rules; another set only to show that the tests see when they are too weak. */
  readonly rules: typeof decide;
}

/** How things stand, as they were just read. */
export interface ConnectorLook {
  readonly remotePorts: readonly LookedAtPort[];
  /** When each other site last answered; undefined: not since this connector began. */
  readonly heardAtMs: ReadonlyMap<string, number | undefined>;
}

/** Where frames of this site go, as it is known now. */
export interface RemoteEndpoint {
  readonly site: string;
  readonly vtep: string;
  /** Own Neutron's IDs of the networks whose ports are there. */
  readonly networkIds: readonly string[];
  /** Whether a port of this site is up on one of them: then the other host has a tunnel to here. */
  readonly isCarrying: boolean;
}

export interface Connector {
  /** Other connectors' questions, and the loops. */
  start(): void;
  /** Something outside has changed, such as the networks: looks at once. */
  wake(): void;
  /** An operator lets so many remote ports go beyond the limit, once; a restart forgets it. */
  allowRemovals(count: number): void;
  /**
   * Reads the own Neutron and compares; changes nothing.
   *
   * @throws OpenStackError or UnansweredError
   */
  look(): Promise<ConnectorLook>;
  /** Of other sites' ports that are up; asks nobody. */
  endpoints(): readonly RemoteEndpoint[];
  stop(): void;
}
