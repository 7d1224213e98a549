/**
 * `overlay`: one layer 2 over all sites, in VXLAN (requirement H4). `provider`: one layer 2 that the operator's own switches carry (H5).
 * `routed`: a network of its own in each site, reached by floating IPs (H6).
 */
export type StretchedNetworkType = "overlay" | "provider" | "routed";

/** A network that ports of several sites share; what its document says, with everything that was left out filled in. */
export interface StretchedNetwork {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Grows with every change; the highest one is in force. */
  readonly generation: number;
  /** Name or ID of the project that owns it in every site. */
  readonly project: string;
  readonly type: StretchedNetworkType;
  /** Undefined on a routed network, whose sites have CIDRs of their own. */
  readonly cidr?: string;
  /** Undefined: one that is free in all sites is chosen. */
  readonly vni?: number;
  /** Of type provider: the segment on the operator's switches; undefined is a flat network. */
  readonly vlan?: number;
  /** Undefined: what the sites' Neutrons give, which must be the same. */
  readonly mtu?: number;
  /** Undefined: no gateway, which is right for a backup plane. */
  readonly gateway?: Gateway;
  /** The one site whose DHCP answers; undefined: none does. */
  readonly dhcpSite?: string;
  readonly vips: readonly VirtualAddress[];
  readonly security: Security;
  readonly sites: readonly NetworkSite[];
}

/** One site's router holds it; it is a remote port in all others. */
export interface Gateway {
  readonly site: string;
  readonly address: string;
}

/** An address that moves between ports, reserved in all sites so that no Neutron gives it to anybody. */
export interface VirtualAddress {
  readonly name: string;
  readonly address: string;
}

/** What ports accept, the same in every site. With port security off, everything. */
export interface Security {
  readonly portSecurity: "on" | "off";
  readonly allow: readonly SecurityRule[];
}

export interface SecurityRule {
  readonly protocol: "any" | "icmp" | "tcp" | "udp" | "vrrp";
  readonly portMin?: number;
  readonly portMax?: number;
  /** `members` (every port of the network, in every site), or a CIDR. */
  readonly from: string;
}

export interface NetworkSite {
  readonly name: string;
  /** Out of it alone the site's Neutron gives addresses. */
  readonly pool: { readonly first: string; readonly last: string };
  /** Of a routed network: the site's own. */
  readonly cidr?: string;
  /** Of a routed network: where its floating IPs are. */
  readonly externalNetwork?: string;
  /** Of a provider network: Neutron's name for what its hosts are plugged into. */
  readonly physicalNetwork?: string;
  /** Of an overlay: other sites send to this address instead of each port's host (H11). */
  readonly l2GatewayAddress?: string;
}
