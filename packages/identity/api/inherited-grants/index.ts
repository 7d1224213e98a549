import type { GrantKind } from "../grants/kind.ts";
import { checkGrantRoute, createGrantRoute, listGrantsRoute, revokeGrantRoute } from "../grants/routes.ts";
import type { Route } from "../http/route.ts";
import { buildInheritedGrantTarget } from "./target.ts";

const KINDS: readonly GrantKind[] = [
  { actor: "user", target: "project", inherited: true },
  { actor: "group", target: "project", inherited: true },
  { actor: "user", target: "domain", inherited: true },
  { actor: "group", target: "domain", inherited: true },
];

/** Grants that hold on the projects below their target; lists exist for domains only (keystone/api/os_inherit.py). */
export const inheritedGrantRoutes: readonly Route[] = KINDS.flatMap((kind) => [
  ...(kind.target === "domain" ? [listGrantsRoute(kind, buildInheritedGrantTarget)] : []),
  checkGrantRoute(kind, buildInheritedGrantTarget),
  createGrantRoute(kind, buildInheritedGrantTarget),
  revokeGrantRoute(kind, buildInheritedGrantTarget),
]);
