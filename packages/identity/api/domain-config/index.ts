import type { Route } from "../http/route.ts";
import { getDefaultConfigRoutes } from "./default.ts";
import { getConfigRoutes } from "./read.ts";
import { createConfigRoute, deleteConfigRoutes, updateConfigRoutes } from "./write.ts";

/** Configuration of domains (keystone/api/domains.py, DomainConfig… and DefaultConfig… resources). */
export const domainConfigRoutes: readonly Route[] = [
  createConfigRoute,
  ...getConfigRoutes,
  ...updateConfigRoutes,
  ...deleteConfigRoutes,
  ...getDefaultConfigRoutes,
];
