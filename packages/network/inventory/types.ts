import type { AddressPair } from "@multisite/openstack/network";

/** A port of the own site, as the other sites hear of it. */
export interface OwnPort {
  /** Its ID in its own Neutron. */
  readonly id: string;
  /** Name of the stretched network, which is the same in every site. */
  readonly network: string;
  readonly name: string;
  readonly mac: string;
  readonly addresses: readonly string[];
  /** Where others send to reach it; undefined before it has a host. */
  readonly vtep: string | undefined;
  readonly isUp: boolean;
  readonly pairs: readonly AddressPair[];
}

/** The own site's ports on stretched networks. */
export interface Inventory {
  /** False until the ports were listed since the last gap: then they are not known, which is not the same as gone. */
  readonly isWhole: boolean;
  readonly ports: ReadonlyMap<string, OwnPort>;
}

export const EMPTY_INVENTORY: Inventory = { isWhole: false, ports: new Map() };

/** The document's network in the own Neutron. */
export interface LocalNetwork {
  readonly id: string;
  readonly name: string;
  readonly subnetId: string;
  readonly projectId: string;
  /** Groups that the remote ports are members of, so that rules for members let them in. */
  readonly securityGroups: readonly string[];
  /** Stands in for the hosts' own endpoints (H11). */
  readonly l2GatewayAddress?: string;
  /** Sites that may have ports on it; unset: all that are known. */
  readonly sites?: readonly string[];
  /** An operator has deleted it: its remote ports go, however many they are. */
  readonly isLeaving?: boolean;
}
