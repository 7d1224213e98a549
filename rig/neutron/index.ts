export { busRightsOfThePage } from "./bus-rights.ts";
export { cloudsOf } from "./clouds.ts";
export type { Host, HostKind, Machine } from "./host/index.ts";
export { createBackupNetwork, createMachineIn, findNetwork, type Port, post, type SubnetOfNetwork } from "./resources.ts";
export type { NeutronSite } from "./site.ts";
export { type NeutronSites, startSites } from "./sites.ts";
