import type { NeutronRequest } from "../types.ts";
import { change, create, list, NOBODYS_ID, remove, show } from "./write.ts";

const bound = (host: string) => ({ network_id: "{net}", "binding:host_id": host, device_owner: "compute:nova" });

/** Agents, and ports that are bound to their hosts. */
export const bindings: readonly NeutronRequest[] = [
  list("agent", "", { keep: { agent: "agents.0.id" } }),
  list("agent", "host={host}&fields=host&fields=alive"),
  list("agent", "host=nowhere"),
  list("agent", "agent_type=Open%20vSwitch%20agent&fields=binary"),
  list("agent", "agent_type=L3%20agent"),
  list("agent", "alive=True&fields=host"),
  list("agent", "limit=1&fields=host"),
  list("agent", "", { as: "red" }),
  show("agent", "{agent}"),
  show("agent", "{agent}", { as: "red" }),
  show("agent", NOBODYS_ID),
  change("agent", "{agent}", { description: "first" }),
  change("agent", "{agent}", { admin_state_up: false }),
  change("agent", "{agent}", { admin_state_up: true, description: null }),
  change("agent", "{agent}", { description: "" }),
  change("agent", "{agent}", { host: "elsewhere" }),
  change("agent", "{agent}", { description: "reds" }, { as: "red" }),
  change("agent", NOBODYS_ID, { description: "odd" }),
  remove("agent", NOBODYS_ID),
  remove("agent", "{agent}", { as: "red" }),
  create("network", { name: "bindings-net" }, { keep: "net" }),
  create("subnet", { network_id: "{net}", ip_version: 4, cidr: "10.30.0.0/24" }, { keep: "sub" }),
  create("port", bound("{host}"), { keep: "wired" }),
  show("port", "{wired}"),
  list("port", "binding:host_id={host}&fields=binding:vif_type"),
  create("port", bound("nowhere"), { keep: "failed" }),
  change("port", "{failed}", { "binding:host_id": "{host}" }),
  change("port", "{wired}", { mac_address: "fa:16:09:00:00:04" }),
  change("port", "{wired}", { "binding:host_id": "" }),
  change("port", "{wired}", { "binding:host_id": "{host}", "binding:profile": { cloud: "north" } }),
  change("port", "{wired}", { "binding:profile": "north" }),
  change("port", "{wired}", { "binding:vnic_type": "direct" }),
  change("port", "{wired}", { "binding:host_id": "nowhere" }),
  ...["wired", "failed"].map((name) => remove("port", `{${name}}`)),
  remove("network", "{net}"),
];
