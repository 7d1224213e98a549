import type { PolicyRule } from "./rule.ts";

const SYSTEM_READER_OR_OWNER = "(role:reader and system_scope:all) or user_id:%(target.user.id)s";

/** keystone/common/policies/access_rule.py */
export const accessRuleRules: readonly PolicyRule[] = [
  {
    name: "identity:get_access_rule",
    check: SYSTEM_READER_OR_OWNER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/users/{user_id}/access_rules/{access_rule_id}" },
      { method: "HEAD", path: "/v3/users/{user_id}/access_rules/{access_rule_id}" },
    ],
  },
  {
    name: "identity:list_access_rules",
    check: SYSTEM_READER_OR_OWNER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/users/{user_id}/access_rules" },
      { method: "HEAD", path: "/v3/users/{user_id}/access_rules" },
    ],
  },
  {
    name: "identity:delete_access_rule",
    check: "(role:admin and system_scope:all) or user_id:%(target.user.id)s",
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/users/{user_id}/access_rules/{access_rule_id}" }],
  },
];
