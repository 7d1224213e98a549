export type { Agent, AgentChange, AgentConfigurations } from "./agents.ts";
export { createNetworkClient, type NetworkClient } from "./client.ts";
export type { ChangeOptions, Collection, CreateOptions, ListOptions, Readable, Removable, Updatable } from "./collection.ts";
export type { Network, NetworkChange, NetworkRequest, NetworkType } from "./networks.ts";
export type { AddressPair, ExtraDhcpOption, FixedIp, Port, PortChange, PortRequest } from "./ports.ts";
export type { Filters, FilterValue } from "./query.ts";
export type { AllocationPool, HostRoute, Ipv6Mode, Subnet, SubnetChange, SubnetRequest } from "./subnets.ts";
