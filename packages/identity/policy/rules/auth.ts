import { EVERYONE } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/auth.py */
export const authRules: readonly PolicyRule[] = [
  {
    name: "identity:get_auth_catalog",
    check: EVERYONE,
    operations: [
      { method: "GET", path: "/v3/auth/catalog" },
      { method: "HEAD", path: "/v3/auth/catalog" },
    ],
  },
  {
    name: "identity:get_auth_projects",
    check: EVERYONE,
    operations: [
      { method: "GET", path: "/v3/auth/projects" },
      { method: "HEAD", path: "/v3/auth/projects" },
    ],
  },
  {
    name: "identity:get_auth_domains",
    check: EVERYONE,
    operations: [
      { method: "GET", path: "/v3/auth/domains" },
      { method: "HEAD", path: "/v3/auth/domains" },
    ],
  },
  {
    name: "identity:get_auth_system",
    check: EVERYONE,
    operations: [
      { method: "GET", path: "/v3/auth/system" },
      { method: "HEAD", path: "/v3/auth/system" },
    ],
  },
];
