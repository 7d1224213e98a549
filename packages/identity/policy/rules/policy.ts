import { ADMIN_OR_SYSTEM_READER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/policy.py */
export const policyRules: readonly PolicyRule[] = [
  {
    name: "identity:get_policy",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/policies/{policy_id}" }],
    deprecated: { name: "identity:get_policy", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_policies",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/policies" }],
    deprecated: { name: "identity:list_policies", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:create_policy",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "POST", path: "/v3/policies" }],
    deprecated: { name: "identity:create_policy", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:update_policy",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PATCH", path: "/v3/policies/{policy_id}" }],
    deprecated: { name: "identity:update_policy", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_policy",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/policies/{policy_id}" }],
    deprecated: { name: "identity:delete_policy", check: ADMIN_REQUIRED },
  },
];
