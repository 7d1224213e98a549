import type { Alarms } from "@multisite/kernel/alarms";
import type { Clock } from "@multisite/kernel/clock";
import type { PeerLinks } from "@multisite/kernel/peers";
import type { NetworkClient } from "@multisite/openstack/network";
import type { RpcBus } from "@multisite/openstack/rpc";
import type { ConnectorPorts, ConnectorSettings } from "../connector/index.ts";
import type { StretchedNetwork } from "../document/index.ts";
import type { MembersElsewhere } from "../provision/index.ts";

/** A routed network as it is made in the own Neutron. */
export interface RoutedNetwork {
  readonly network: StretchedNetwork;
  readonly projectId: string;
  readonly networkId: string;
  /** Undefined: its ports are not filtered. */
  readonly groupId: string | undefined;
}

/** A port of another site, at an address that leads to it. */
export interface MemberElsewhere {
  readonly site: string;
  readonly portId: string;
  readonly network: string;
  readonly address: string;
}

/** Everything outside of what follows the machines of routed networks. */
export interface MemberPorts {
  readonly site: string;
  /** Sites that share a routed network with this one, and the node to ask there. */
  readonly others: () => ReadonlyMap<string, string | undefined>;
  readonly clock: Clock;
  readonly client: NetworkClient;
  readonly bus: Pick<RpcBus, "listen">;
  readonly links: PeerLinks;
  readonly store: ConnectorPorts["store"];
  readonly alarms: Pick<Alarms, "settle">;
  readonly networks: () => readonly RoutedNetwork[];
  /** Where a run has moved an address to, as far as this site has heard; undefined: nowhere. */
  readonly movedTo: (address: string) => string | undefined;
  readonly onTrouble: ConnectorPorts["onTrouble"];
  /** Not while an order changes something: each looks before it writes. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

export type MemberSettings = Pick<ConnectorSettings, "passMs" | "retryMs" | "refusedMs" | "holdMs" | "concurrency">;

/** Gives machines of routed networks their floating IPs, and lets those of other sites in. */
export interface MemberFollower {
  start(): void;
  /** Networks or addresses are others now. */
  wake(): void;
  /** At which addresses the other sites' ports of a network are seen here, as far as they were heard. */
  elsewhere(network: StretchedNetwork): MembersElsewhere;
  /** The same, one by one. */
  list(network: StretchedNetwork): readonly MemberElsewhere[];
  /** What Neutron said no to, by the port or the address that it is about. */
  refused(): ReadonlyMap<string, string>;
  stop(): void;
}
