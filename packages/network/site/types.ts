import type { NetworkClient } from "@multisite/openstack/network";
import type { RpcBus } from "@multisite/openstack/rpc";
import type { StretchedNetwork } from "../document/index.ts";
import type { AddressMove, FenceRequest, MovePlan } from "../floating-ips/index.ts";
import type { ManualPort } from "../manual-ports/index.ts";
import type { MemberLook } from "../members/index.ts";
import type { SiteFacts } from "../preflight/index.ts";
import type { ProvisionPlan } from "../provision/index.ts";
import type { ProbeTunnels, TunnelProbe } from "../tunnels/index.ts";
import type { Confirmation } from "./orders/floating-ip/release.ts";

/** The cloud of a site, as its agent alone reaches it (design D9). */
export interface SiteCloud {
  /** Its entry in clouds.yaml. */
  readonly name: string;
  readonly neutron: NetworkClient;
  readonly bus: RpcBus;
  /** @throws MultisiteError when the cloud has no such project, or several */
  findProject(nameOrId: string): Promise<string>;
  /**
   * Has the upstream router or switch keep answers of other sites for an address away; unset: there is no hook to it.
   *
   * @throws MultisiteError `network.site.fence`
   */
  fence?(request: FenceRequest): Promise<void>;
  /** Tries tunnel endpoints of other sites from the agent's node; unset: the operator says that it is not on their network. */
  readonly probe?: ProbeTunnels;
  close(): Promise<void>;
}

/** A version of a network as a site was told to have it. */
export interface NetworkVersion {
  readonly network: StretchedNetwork;
  /** ID of its project in this site's cloud. */
  readonly projectId: string;
  /** Of an overlay. */
  readonly vni?: number;
}

/** A network that this site has, or is being given, or is about to lose. */
export interface KeptNetwork extends NetworkVersion {
  readonly phase: NetworkPhase;
  /** What stands for it in the own Neutron; unset before all of it is made. */
  readonly made?: MadeNetwork;
  /** The version before this one, to which it can be taken back. */
  readonly previous?: NetworkVersion;
}

/** `applying`: begun, and not known to be done. `leaving`: its remote ports go, then the network. */
export type NetworkPhase = "applying" | "in-force" | "leaving";

export interface MadeNetwork {
  readonly id: string;
  readonly subnetId: string;
  readonly securityGroups: readonly string[];
}

/** A remote port or an own port of a network, as the site's Neutron shows it now. */
export interface PortLook {
  readonly id: string;
  readonly name: string;
  readonly mac: string;
  readonly addresses: readonly string[];
  readonly host: string;
  readonly status: string;
}

/** A remote port, and whether it is what the other site's port asks for: read back, not assumed. */
export interface RemotePortLook {
  /** The site where the port itself is, and its ID there. */
  readonly site: string;
  readonly portId: string;
  readonly mac: string;
  readonly addresses: readonly string[];
  /** Where frames for it go. */
  readonly vtep: string | null;
  /** ID of the remote port in this site's Neutron; null: there is none yet. */
  readonly id: string | null;
  /** What is still to be done for it; empty: it is realized. */
  readonly lacks: readonly string[];
}

/** How one network stands in one site. */
export interface NetworkLook {
  readonly name: string;
  readonly generation: number;
  /** To which it can be taken back; null: there was none. */
  readonly previousGeneration: number | null;
  readonly phase: NetworkPhase;
  readonly vni: number | null;
  /** Of its document. */
  readonly sites: readonly string[];
  /** What the Neutron lacks of the document, by the names of provisioning's actions; null: it could not be asked. */
  readonly toDo: readonly string[] | null;
  readonly conflicts: readonly string[];
  readonly ports: readonly PortLook[];
  readonly remotePorts: readonly RemotePortLook[];
  /** Of a routed network: this site's members and those of the others; of all others nothing. */
  readonly members: readonly MemberLook[];
}

/** Another site, as this one's connector hears it. */
export interface HeardSite {
  readonly site: string;
  /** Since its last answer; null: never heard since the connector began. */
  readonly heardAgoMs: number | null;
}

/** An endpoint that remote ports of a site lead to, as the site last tried it. */
export interface TunnelLook extends TunnelProbe {
  /** Whose it is. */
  readonly site: string;
  readonly triedAgoMs: number;
  /** It was wrong at least twice in a row. */
  readonly isFailing: boolean;
}

/** What a site answers about its networks. */
export interface SiteLook {
  readonly site: string;
  readonly node: string;
  readonly cloud: string;
  readonly networks: readonly NetworkLook[];
  readonly heard: readonly HeardSite[];
  /** Of all its networks; empty where none was tried, and unset by an agent of an earlier version. */
  readonly tunnels?: readonly TunnelLook[];
}

/** What a site answers before a network is made or changed there; nothing is. */
export interface SitePlan {
  readonly site: string;
  readonly facts: SiteFacts;
  /** What would be made first. With conflicts nothing would be. */
  readonly plan: ProvisionPlan;
  readonly inForce: {
    readonly generation: number;
    /** Whether it is the document that was asked about. */
    readonly isSame: boolean;
    readonly phase: NetworkPhase;
    readonly vni: number | null;
  } | null;
}

/** What one node asks of a site's network half, over the links or at its own host. */
export type SiteOrder =
  | { readonly order: "plan"; readonly network: StretchedNetwork }
  | { readonly order: "probe"; readonly vteps: readonly string[]; readonly packetBytes: number | null }
  | { readonly order: "look"; readonly name: string | null }
  /** Of one network or all. Without names: all remote ports, and none of the own ones. */
  | { readonly order: "port"; readonly network: string | null; readonly refs: readonly string[] | null }
  | { readonly order: "put-port"; readonly port: ManualPort }
  | { readonly order: "drop-port"; readonly id: string }
  | { readonly order: "apply"; readonly network: StretchedNetwork; readonly vni: number | null }
  | { readonly order: "take-back"; readonly name: string; readonly generation: number }
  | { readonly order: "leave"; readonly name: string }
  | { readonly order: "remove"; readonly name: string }
  | { readonly order: "allow-removals"; readonly count: number }
  | { readonly order: "look-at-floating-ip"; readonly address: string; readonly port: string | null }
  | { readonly order: "release-floating-ip"; readonly move: AddressMove; readonly confirmedBy: Confirmation }
  | { readonly order: "fence-floating-ip"; readonly move: AddressMove; readonly from: readonly string[] }
  | ({ readonly order: "take-floating-ip" } & Pick<MovePlan, "move" | "silent" | "port" | "networkId" | "description">);

export const SITE_SUBJECT = "network.site";
