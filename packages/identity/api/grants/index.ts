import type { Route } from "../http/route.ts";
import type { GrantKind } from "./kind.ts";
import { checkGrantRoute, createGrantRoute, listGrantsRoute, revokeGrantRoute } from "./routes.ts";
import { buildGrantTarget } from "./target.ts";

const KINDS: readonly GrantKind[] = [
  { actor: "user", target: "project", inherited: false },
  { actor: "group", target: "project", inherited: false },
  { actor: "user", target: "domain", inherited: false },
  { actor: "group", target: "domain", inherited: false },
];

/** Grants that hold on their target itself (keystone/api/projects.py and keystone/api/domains.py). */
export const grantRoutes: readonly Route[] = KINDS.flatMap((kind) => [
  listGrantsRoute(kind, buildGrantTarget),
  checkGrantRoute(kind, buildGrantTarget),
  createGrantRoute(kind, buildGrantTarget),
  revokeGrantRoute(kind, buildGrantTarget),
]);
