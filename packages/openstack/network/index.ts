export type { Agent, AgentChange, AgentConfigurations } from "./agents.ts";
export { createNetworkClient, type NetworkClient, type TaggedCollection } from "./client.ts";
export type {
  ChangeOptions,
  Collection,
  Creatable,
  CreateOptions,
  ListOptions,
  Readable,
  Removable,
  Updatable,
} from "./collection.ts";
export type { Extension } from "./extensions.ts";
export type { FloatingIp, FloatingIpChange, FloatingIpRequest } from "./floating-ips.ts";
export type { NetworkIpAvailability, SubnetIpAvailability } from "./ip-availabilities.ts";
export type { Network, NetworkChange, NetworkRequest, NetworkType } from "./networks.ts";
export type { AddressPair, ExtraDhcpOption, FixedIp, Port, PortChange, PortRequest } from "./ports.ts";
export type { Filters, FilterValue } from "./query.ts";
export type { Quota, QuotaDetails, QuotaName, Quotas } from "./quotas.ts";
export type {
  ExternalGateway,
  Router,
  RouterChange,
  RouterInterface,
  RouterInterfaceReference,
  RouterInterfaces,
  RouterRequest,
} from "./routers.ts";
export type {
  SecurityGroup,
  SecurityGroupChange,
  SecurityGroupRequest,
  SecurityGroupRule,
  SecurityGroupRuleRequest,
} from "./security-groups.ts";
export type { AllocationPool, HostRoute, Ipv6Mode, Subnet, SubnetChange, SubnetRequest } from "./subnets.ts";
export type { Tags } from "./tags.ts";
