import { ADMIN_OR_SYSTEM_READER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/implied_role.py */
export const impliedRoleRules: readonly PolicyRule[] = [
  {
    name: "identity:get_implied_role",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/roles/{prior_role_id}/implies/{implied_role_id}" }],
    deprecated: { name: "identity:get_implied_role", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_implied_roles",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/roles/{prior_role_id}/implies" },
      { method: "HEAD", path: "/v3/roles/{prior_role_id}/implies" },
    ],
    deprecated: { name: "identity:list_implied_roles", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:create_implied_role",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PUT", path: "/v3/roles/{prior_role_id}/implies/{implied_role_id}" }],
    deprecated: { name: "identity:create_implied_role", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_implied_role",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/roles/{prior_role_id}/implies/{implied_role_id}" }],
    deprecated: { name: "identity:delete_implied_role", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_role_inference_rules",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/role_inferences" },
      { method: "HEAD", path: "/v3/role_inferences" },
    ],
    deprecated: { name: "identity:list_role_inference_rules", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:check_implied_role",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "HEAD", path: "/v3/roles/{prior_role_id}/implies/{implied_role_id}" }],
    deprecated: { name: "identity:check_implied_role", check: ADMIN_REQUIRED },
  },
];
