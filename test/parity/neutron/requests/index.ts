import type { NeutronRequest } from "../types.ts";
import { addressPairs } from "./address-pairs.ts";
import { bindings } from "./bindings.ts";
import { floatingIps } from "./floating-ips.ts";
import { networks } from "./networks.ts";
import { pages } from "./pages.ts";
import { ports } from "./ports.ts";
import { quotas } from "./quotas.ts";
import { routers } from "./routers.ts";
import { securityGroups } from "./security-groups.ts";
import { service } from "./service.ts";
import { subnets } from "./subnets.ts";
import { tags } from "./tags.ts";

const groups = {
  service,
  networks,
  subnets,
  "security groups": securityGroups,
  ports,
  bindings,
  "address pairs": addressPairs,
  routers,
  "floating IPs": floatingIps,
  quotas,
  tags,
  pages,
};

/** All requests in the order in which they are asked, by their names. Each group takes away what it has made. */
export const requests: Readonly<Record<string, NeutronRequest>> = Object.fromEntries(
  Object.entries(groups).flatMap(([group, asked]) =>
    asked.map((request, index) => [`${group} ${index + 1}: ${request.method} ${request.path}, ${request.as}`, request]),
  ),
);
