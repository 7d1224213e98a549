import { ADMIN_OR_OWNER, ADMIN_REQUIRED, EVERYONE } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/user.py */
export const userRules: readonly PolicyRule[] = [
  {
    name: "identity:get_user",
    check: [
      "(rule:admin_required)",
      "(role:reader and system_scope:all)",
      "(role:reader and token.domain.id:%(target.user.domain_id)s)",
      "user_id:%(target.user.id)s",
    ].join(" or "),
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/users/{user_id}" },
      { method: "HEAD", path: "/v3/users/{user_id}" },
    ],
    deprecated: { name: "identity:get_user", check: ADMIN_OR_OWNER },
  },
  {
    name: "identity:list_users",
    check: [
      "(rule:admin_required)",
      "(role:reader and system_scope:all)",
      "(role:reader and domain_id:%(target.domain_id)s)",
    ].join(" or "),
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/users" },
      { method: "HEAD", path: "/v3/users" },
    ],
    deprecated: { name: "identity:list_users", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_projects_for_user",
    check: EVERYONE,
    operations: [{ method: "GET", path: " /v3/auth/projects" }],
  },
  {
    name: "identity:list_domains_for_user",
    check: EVERYONE,
    operations: [{ method: "GET", path: "/v3/auth/domains" }],
  },
  {
    name: "identity:create_user",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "POST", path: "/v3/users" }],
    deprecated: { name: "identity:create_user", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:update_user",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "PATCH", path: "/v3/users/{user_id}" }],
    deprecated: { name: "identity:update_user", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_user",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "DELETE", path: "/v3/users/{user_id}" }],
    deprecated: { name: "identity:delete_user", check: ADMIN_REQUIRED },
  },
];
