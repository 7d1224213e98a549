/** Where an address goes. Every site remembers the latest one that it heard of, and obeys no earlier one any more. */
export interface AddressMove {
  readonly address: string;
  /** Site that shall answer for it. */
  readonly to: string;
  /** When it began, in milliseconds since 1970, and above that of every move that a site had heard of: one that a site overrode counts. */
  readonly epoch: number;
}

/** A floating IP as the site's Neutron has it: whoever has one answers for its address. */
export interface Holder {
  readonly id: string;
  readonly portId: string | null;
  readonly status: string;
  readonly description: string;
}

/** How an address stands in one site. */
export interface FloatingIpLook {
  readonly site: string;
  /** The latest move of it that this site heard of; null: it was never moved. */
  readonly heard: AddressMove | null;
  /** Whether the upstream router or switch was told about that move. */
  readonly isFenced: boolean;
  /** Sites that had not let go when the address came here by that move. */
  readonly despite: readonly string[];
  /** Whether this site's agent has a hook to it. */
  readonly hasFence: boolean;
  readonly holders: readonly Holder[];
  /** A port that has the address and is no floating IP, such as a router's way out. */
  readonly usedBy: string | null;
  /** Neutron here would give the address to somebody: it is in a pool, and nothing keeps it. */
  readonly isGivenOut: boolean;
  /** Of the site where it shall go. */
  readonly target: TargetLook | null;
}

/** What a site has for an address that shall come there. */
export interface TargetLook {
  /** External networks, with the CIDRs of their subnets. */
  readonly networks: readonly { readonly id: string; readonly name: string; readonly cidrs: readonly string[] }[];
  /** Ports with the ID or the name that was given. */
  readonly ports: readonly TargetPort[];
  /** Routers of the ports' subnets. */
  readonly routers: readonly TargetRouter[];
}

export interface TargetPort {
  readonly id: string;
  readonly projectId: string;
  /** Of IPv4. */
  readonly addresses: readonly { readonly address: string; readonly subnetId: string }[];
  /** Other floating IPs that lead to it. */
  readonly floatingIps: readonly {
    readonly address: string;
    readonly networkId: string;
    readonly fixedAddress: string | null;
    /** A routed network gave it, and takes it back when another one comes. */
    readonly isOfNetwork: boolean;
  }[];
}

export interface TargetRouter {
  readonly name: string;
  readonly subnetIds: readonly string[];
  /** The external network that it leads to. */
  readonly externalNetworkId: string | null;
}

/** What an operator asks for. */
export interface MoveRequest {
  readonly address: string;
  readonly to: string;
  /** ID or name of a port there. */
  readonly port: string;
  /** The address again, and why it may be taken though a site cannot let go of it. */
  readonly override?: { readonly address: string; readonly reason: string };
}

/** Everything that the steps of a move need, fixed when it begins. */
export interface MovePlan {
  readonly move: AddressMove;
  readonly port: { readonly id: string; readonly fixedAddress: string; readonly projectId: string };
  readonly networkId: string;
  readonly description: string;
  /** Sites that let go, in this order: the one that has it last, so that it is away for a short time. */
  readonly releases: readonly { readonly site: string; readonly holderId: string | null }[];
  /** Sites that did not answer, any of which may have it; empty when the one that has it answered. */
  readonly silent: readonly string[];
  /** How those are kept from answering for it. */
  readonly against: "fence" | "override" | null;
  /** Typed by the operator. */
  readonly reason: string | null;
}

/** A site that may still answer for an address that went elsewhere: it lets go as soon as it hears of it. */
export interface StaleHolder {
  readonly site: string;
  readonly move: AddressMove;
  readonly against: "fence" | "override";
  readonly reason: string | null;
}

/** What the hook to the upstream router or switch is told. */
export interface FenceRequest {
  readonly address: string;
  /** Sites whose answers for it must not get through. */
  readonly from: readonly string[];
  readonly to: string;
  /** The same when a run goes on after an interruption. */
  readonly move: string;
}
