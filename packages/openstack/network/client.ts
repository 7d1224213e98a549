import type { Service } from "../session/index.ts";
import type { Agent, AgentChange } from "./agents.ts";
import { type Collection, createCollection, type Readable, type Removable, type Updatable } from "./collection.ts";
import type { Network, NetworkChange, NetworkRequest } from "./networks.ts";
import type { Port, PortChange, PortRequest } from "./ports.ts";
import type { Subnet, SubnetChange, SubnetRequest } from "./subnets.ts";

/**
 * A site's Neutron. Attributes have the names that they have on the wire (`binding:host_id`, `provider:segmentation_id`): what Neutron's
 * reference, its log and its database say is found here letter by letter, and an attribute that this client does not know is not lost.
 */
export interface NetworkClient {
  readonly networks: Collection<Network, NetworkRequest, NetworkChange>;
  readonly subnets: Collection<Subnet, SubnetRequest, SubnetChange>;
  readonly ports: Collection<Port, PortRequest, PortChange>;
  readonly agents: Readable<Agent> & Updatable<Agent, AgentChange> & Removable;
}

/** @param service whose endpoint ends with `/v2.0` */
export function createNetworkClient(service: Service): NetworkClient {
  return {
    networks: createCollection(service, { path: "/networks", plural: "networks", singular: "network" }),
    subnets: createCollection(service, { path: "/subnets", plural: "subnets", singular: "subnet" }),
    ports: createCollection(service, { path: "/ports", plural: "ports", singular: "port" }),
    agents: createCollection<Agent, never, AgentChange>(service, { path: "/agents", plural: "agents", singular: "agent" }),
  };
}
