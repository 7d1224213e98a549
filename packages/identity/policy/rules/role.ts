import { ADMIN_OR_SYSTEM_READER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/role.py */
export const roleRules: readonly PolicyRule[] = [
  {
    name: "identity:get_role",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/roles/{role_id}" },
      { method: "HEAD", path: "/v3/roles/{role_id}" },
    ],
    deprecated: { name: "identity:get_role", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_roles",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/roles" },
      { method: "HEAD", path: "/v3/roles" },
    ],
    deprecated: { name: "identity:list_roles", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:create_role",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "POST", path: "/v3/roles" }],
    deprecated: { name: "identity:create_role", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:update_role",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PATCH", path: "/v3/roles/{role_id}" }],
    deprecated: { name: "identity:update_role", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_role",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/roles/{role_id}" }],
    deprecated: { name: "identity:delete_role", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:get_domain_role",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/roles/{role_id}" },
      { method: "HEAD", path: "/v3/roles/{role_id}" },
    ],
    deprecated: { name: "identity:get_domain_role", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_domain_roles",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/roles?domain_id={domain_id}" },
      { method: "HEAD", path: "/v3/roles?domain_id={domain_id}" },
    ],
    deprecated: { name: "identity:list_domain_roles", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:create_domain_role",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "POST", path: "/v3/roles" }],
    deprecated: { name: "identity:create_domain_role", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:update_domain_role",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PATCH", path: "/v3/roles/{role_id}" }],
    deprecated: { name: "identity:update_domain_role", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_domain_role",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/roles/{role_id}" }],
    deprecated: { name: "identity:delete_domain_role", check: ADMIN_REQUIRED },
  },
];
