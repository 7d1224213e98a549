import type { NeutronRequest } from "../types.ts";
import { change, create, remove, show } from "./write.ts";

const pairs = (...allowed_address_pairs: readonly unknown[]) => ({ allowed_address_pairs });
const vip = { ip_address: "10.40.0.250" };

/** Address pairs: what a port may say beside its own address. */
export const addressPairs: readonly NeutronRequest[] = [
  create("network", { name: "pairs-net" }, { keep: "net" }),
  create(
    "subnet",
    {
      network_id: "{net}",
      ip_version: 4,
      cidr: "10.40.0.0/24",
      allocation_pools: [{ start: "10.40.0.100", end: "10.40.0.199" }],
    },
    { keep: "sub" },
  ),
  create("port", { network_id: "{net}", mac_address: "fa:16:09:00:00:05", ...pairs(vip) }, { keep: "port" }),
  show("port", "{port}?fields=allowed_address_pairs"),
  change("port", "{port}", pairs({ ...vip, mac_address: "00:00:5e:00:01:01" })),
  change("port", "{port}", pairs({ ip_address: "10.40.0.0/28" }, { ip_address: "2001:db8::7" })),
  change("port", "{port}", pairs({ mac_address: "00:00:5e:00:01:01" })),
  change("port", "{port}", pairs({ ip_address: "no-address" })),
  change("port", "{port}", pairs({ ...vip, mac_address: "no-mac" })),
  change("port", "{port}", pairs({ ...vip, colour: "blue" })),
  change("port", "{port}", pairs(vip, vip)),
  change("port", "{port}", pairs("10.40.0.250")),
  change("port", "{port}", { allowed_address_pairs: "10.40.0.250" }),
  change("port", "{port}", { port_security_enabled: false }),
  change("port", "{port}", { port_security_enabled: false, security_groups: [], ...pairs() }),
  change("port", "{port}", pairs(vip)),
  create("port", { network_id: "{net}", port_security_enabled: false, ...pairs(vip) }),
  create("port", { network_id: "{net}", project_id: "{project-red}", name: "reds" }, { keep: "reds" }),
  change("port", "{reds}", pairs(vip), { as: "red" }),
  ...["port", "reds"].map((name) => remove("port", `{${name}}`)),
  remove("network", "{net}"),
];
