import type { Route } from "../http/route.ts";
import { createDomainRoute } from "./create.ts";
import { deleteDomainRoute } from "./delete.ts";
import { getDomainRoute, listDomainsRoute } from "./read.ts";
import { updateDomainRoute } from "./update.ts";

/** keystone/api/domains.py, without configuration and grants. */
export const domainRoutes: readonly Route[] = [
  createDomainRoute,
  listDomainsRoute,
  getDomainRoute,
  updateDomainRoute,
  deleteDomainRoute,
];
