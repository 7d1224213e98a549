import type { Service } from "../session/index.ts";
import type { Agent, AgentChange } from "./agents.ts";
import {
  type Collection,
  type Creatable,
  createCollection,
  type Readable,
  type Removable,
  type Updatable,
} from "./collection.ts";
import type { Extension } from "./extensions.ts";
import type { FloatingIp, FloatingIpChange, FloatingIpRequest } from "./floating-ips.ts";
import type { NetworkIpAvailability } from "./ip-availabilities.ts";
import type { Network, NetworkChange, NetworkRequest } from "./networks.ts";
import type { Port, PortChange, PortRequest } from "./ports.ts";
import { createQuotas, type Quotas } from "./quotas.ts";
import { createRouterInterfaces } from "./router-interfaces.ts";
import type { Router, RouterChange, RouterInterfaces, RouterRequest } from "./routers.ts";
import type {
  SecurityGroup,
  SecurityGroupChange,
  SecurityGroupRequest,
  SecurityGroupRule,
  SecurityGroupRuleRequest,
} from "./security-groups.ts";
import type { Subnet, SubnetChange, SubnetRequest } from "./subnets.ts";
import { createTags, type Tags } from "./tags.ts";

/** Resources that take tags. */
export type TaggedCollection<Resource, Request, Change> = Collection<Resource, Request, Change> & { readonly tags: Tags };

/**
 * A site's Neutron. Attributes have the names that they have on the wire (`binding:host_id`, `provider:segmentation_id`): what Neutron's
 * reference, its log and its database say is found here letter by letter, and an attribute that this client does not know is not lost.
 */
export interface NetworkClient {
  readonly networks: TaggedCollection<Network, NetworkRequest, NetworkChange>;
  readonly subnets: TaggedCollection<Subnet, SubnetRequest, SubnetChange>;
  readonly ports: TaggedCollection<Port, PortRequest, PortChange>;
  readonly routers: TaggedCollection<Router, RouterRequest, RouterChange> & RouterInterfaces;
  readonly floatingIps: TaggedCollection<FloatingIp, FloatingIpRequest, FloatingIpChange>;
  readonly securityGroups: TaggedCollection<SecurityGroup, SecurityGroupRequest, SecurityGroupChange>;
  readonly securityGroupRules: Readable<SecurityGroupRule> & Creatable<SecurityGroupRule, SecurityGroupRuleRequest> & Removable;
  readonly agents: Readable<Agent> & Updatable<Agent, AgentChange> & Removable;
  readonly ipAvailabilities: Readable<NetworkIpAvailability>;
  /** `get` takes the alias. */
  readonly extensions: Readable<Extension>;
  readonly quotas: Quotas;
}

/** @param service whose endpoint ends with `/v2.0` */
export function createNetworkClient(service: Service): NetworkClient {
  const tagged = <Resource, Request, Change>(
    path: string,
    plural: string,
    singular: string,
  ): TaggedCollection<Resource, Request, Change> => ({
    ...createCollection<Resource, Request, Change>(service, { path, plural, singular }),
    tags: createTags(service, path),
  });
  const whole = <Resource>(path: string, plural: string, singular: string): Readable<Resource> =>
    createCollection<Resource, never, never>(service, { path, plural, singular, isWhole: true });
  const ports = tagged<Port, PortRequest, PortChange>("/ports", "ports", "port");
  return {
    networks: tagged("/networks", "networks", "network"),
    subnets: tagged("/subnets", "subnets", "subnet"),
    ports,
    routers: { ...tagged("/routers", "routers", "router"), ...createRouterInterfaces(service, ports) },
    floatingIps: tagged("/floatingips", "floatingips", "floatingip"),
    securityGroups: tagged("/security-groups", "security_groups", "security_group"),
    securityGroupRules: createCollection<SecurityGroupRule, SecurityGroupRuleRequest, never>(service, {
      path: "/security-group-rules",
      plural: "security_group_rules",
      singular: "security_group_rule",
    }),
    agents: createCollection<Agent, never, AgentChange>(service, {
      path: "/agents",
      plural: "agents",
      singular: "agent",
      isWhole: true,
    }),
    ipAvailabilities: whole("/network-ip-availabilities", "network_ip_availabilities", "network_ip_availability"),
    extensions: whole("/extensions", "extensions", "extension"),
    quotas: createQuotas(service),
  };
}
