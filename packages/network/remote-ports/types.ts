import type { AlarmSeverity } from "@multisite/kernel/alarms";
import type { AddressPair, FixedIp, Port, PortChange } from "@multisite/openstack/network";

/** A port of another site, as it shall be in the own Neutron. */
export interface WantedPort {
  /** `SITE/PORT`, of the port at its own site: the remote port's `device_id`. */
  readonly key: string;
  readonly site: string;
  readonly name: string;
  /** Of the own Neutron, as everything here that is an ID. */
  readonly networkId: string;
  readonly projectId: string;
  readonly mac: string;
  readonly addresses: readonly FixedIp[];
  /** The host at its own site, or a gateway that stands in for it; undefined: not known (yet). */
  readonly vtep: string | undefined;
  /** Whether it shall be reached. One that is down keeps its addresses. */
  readonly isUp: boolean;
  readonly pairs: readonly AddressPair[];
  readonly securityGroups: readonly string[];
}

export interface Wanted {
  readonly ports: readonly WantedPort[];
  /** Sites of which nothing is known since this connector began: their ports stay as they are. Silence is no news of a deletion. */
  readonly unknownSites: ReadonlySet<string>;
  /** The own Neutron's IDs of all stretched networks. Nothing is touched outside of them. */
  readonly networks: ReadonlySet<string>;
  /** Of these, networks that an operator has deleted: their ports go, however many they are. */
  readonly leaving: ReadonlySet<string>;
}

/** A remote port as the own Neutron has it. */
export type ShadowPort = Pick<
  Port,
  "id" | "name" | "network_id" | "mac_address" | "fixed_ips" | "status" | "device_id" | "security_groups"
> & {
  readonly allowed_address_pairs?: readonly AddressPair[];
  readonly "binding:host_id"?: string;
  readonly "binding:vif_type"?: string;
};

/** An agent of the own Neutron that wires ports: a real one, or one that stands for an endpoint elsewhere. */
export interface SeenAgent {
  readonly id: string;
  readonly host: string;
  readonly tunnelingIp: string | undefined;
  /** Since its last report. Neutron binds no port to one that it has not heard for 75 s. */
  readonly ageMs: number;
}

/** One line of the tables that the own agents were told to have. A flood entry has {@link FLOOD_MAC}. */
export interface FdbEntry {
  readonly networkId: string;
  readonly vtep: string;
  readonly mac: string;
  readonly address: string;
  /** Told since this connector hears without a break. Otherwise it was told once, and agents may have it or not. */
  readonly isSure: boolean;
}

export const FLOOD_MAC = "00:00:00:00:00:00";

/** In the place of an address that is another port's by now: hosts find what they answer to ARP by the address alone. */
export const NO_ADDRESS = "0.0.0.0";

/** What the own site has. All of it was read: what could not be read is no reason to act. */
export interface Seen {
  readonly nowMs: number;
  readonly shadows: readonly ShadowPort[];
  /** All other ports of the stretched networks. */
  readonly own: readonly Pick<Port, "id" | "network_id" | "mac_address" | "fixed_ips">[];
  readonly agents: readonly SeenAgent[];
  readonly tables: readonly FdbEntry[];
}

/** What the connector remembers of its own acts; kept over a restart. */
export interface Memory {
  /** Endpoints that it has ever spoken for. Only their table entries are ever removed. */
  readonly vteps: ReadonlySet<string>;
  /** What Neutron has refused, until when it is not tried again. */
  readonly refused: ReadonlyMap<string, { readonly untilMs: number; readonly why: string }>;
  /** When a port was last said to be up. */
  readonly upAtMs: ReadonlyMap<string, number>;
  /** When ports were removed. */
  readonly removedAtMs: readonly number[];
  /** So many removals an operator has allowed beyond the limit. */
  readonly allowedRemovals: number;
}

export interface Limits {
  /** Changes of one pass; the rest waits for the next. */
  readonly changes: number;
  /** Removals within the window; when more are wanted none is made. */
  readonly removals: number;
  readonly removalWindowMs: number;
  /** An agent is reported anew before a port is bound to it when its report is older. */
  readonly reportAgeMs: number;
  /** A port that does not come up, or into the tables, is said to be up again after so long. */
  readonly repeatUpMs: number;
}

/** One effect on the own Neutron or its bus. */
export type Action =
  | { readonly act: "report-state"; readonly host: string; readonly vtep: string }
  | { readonly act: "device-down"; readonly key: string; readonly id: string; readonly host: string }
  | { readonly act: "delete-port"; readonly key: string; readonly id: string; readonly isRemoval: boolean }
  | { readonly act: "update-port"; readonly key: string; readonly id: string; readonly change: PortChange }
  | { readonly act: "rebind"; readonly key: string; readonly id: string; readonly host: string }
  | { readonly act: "create-port"; readonly key: string; readonly host: string; readonly port: WantedPort }
  /** Without an ID: of the port that was created just before. With `isRepeated` hosts are told to flood to the endpoint again too. */
  | {
      readonly act: "device-up";
      readonly key: string;
      readonly id: string | undefined;
      readonly host: string;
      readonly isRepeated: boolean;
    }
  | { readonly act: "delete-agent"; readonly id: string; readonly host: string }
  | { readonly act: "remove-fdb"; readonly entries: readonly FdbEntry[] }
  /** ARP answers alone: the MAC stands, under another address. */
  | { readonly act: "remove-arp"; readonly entries: readonly FdbEntry[] };

/** About a remote port, an endpoint or the site. */
export interface RemotePortAlarm {
  /** `network.remote_port.NAME/ABOUT`. */
  readonly id: string;
  readonly severity: AlarmSeverity;
  readonly cause: string;
  readonly next: string;
}

export interface Decision {
  /** In the order in which they are made; those of one kind that stand together may be made at the same time. */
  readonly actions: readonly Action[];
  readonly alarms: readonly RemotePortAlarm[];
  /** Ports with something to do that this pass has no room for. */
  readonly deferred: number;
  /** Something is left that is done as soon as enough time has passed. */
  readonly isWaiting: boolean;
}
