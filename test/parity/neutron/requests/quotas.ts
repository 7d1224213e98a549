import type { NeutronRequest } from "../types.ts";
import { ask, create, remove } from "./write.ts";

const set = (quota: unknown, details: Partial<NeutronRequest> = {}) => ask("PUT", "/quotas/{project-blue}", { quota }, details);

/** Quotas: read, set, reached, and given back. */
export const quotas: readonly NeutronRequest[] = [
  ask("GET", "/quotas"),
  ask("GET", "/quotas/{project-blue}"),
  ask("GET", "/quotas/{project-blue}/default"),
  ask("GET", "/quotas/{project-blue}/details.json"),
  ask("GET", "/quotas/{project-blue}", undefined, { as: "blue" }),
  ask("GET", "/quotas/{project-blue}", undefined, { as: "red" }),
  ask("GET", "/quotas/tenant", undefined, { as: "red" }),
  set({ network: 1, port: 1, security_group: 1 }),
  set({ network: 1 }, { as: "blue" }),
  set({ network: -2 }),
  set({ network: "many" }),
  set({ colour: 7 }),
  set({}),
  ask("GET", "/quotas"),
  ask("GET", "/quotas/{project-blue}"),
  create("network", { name: "one" }, { as: "blue", keep: "net" }),
  create("network", { name: "two" }, { as: "blue" }),
  create("port", { network_id: "{net}" }, { as: "blue", keep: "port" }),
  create("port", { network_id: "{net}" }, { as: "blue" }),
  create("security_group", { name: "two" }, { as: "blue" }),
  ask("POST", "/networks", { networks: [{ name: "two" }, { name: "three" }] }, { as: "blue" }),
  ask("GET", "/quotas/{project-blue}/details.json"),
  set({ network: 0 }),
  set({ network: -1 }),
  create("network", { name: "two" }, { as: "blue", keep: "second" }),
  remove("port", "{port}", { as: "blue" }),
  remove("network", "{net}", { as: "blue" }),
  remove("network", "{second}", { as: "blue" }),
  ask("DELETE", "/quotas/{project-blue}", undefined, { as: "blue" }),
  ask("DELETE", "/quotas/{project-blue}"),
  ask("DELETE", "/quotas/{project-blue}"),
  ask("GET", "/quotas/{project-blue}"),
];
