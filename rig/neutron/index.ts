export type { Host, Machine } from "./host/index.ts";
export type { NeutronSite } from "./site.ts";
export { type NeutronSites, startSites } from "./sites.ts";
