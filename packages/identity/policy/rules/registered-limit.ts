import { ADMIN_REQUIRED, EVERYONE } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/registered_limit.py */
export const registeredLimitRules: readonly PolicyRule[] = [
  {
    name: "identity:get_registered_limit",
    check: EVERYONE,
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/registered_limits/{registered_limit_id}" },
      { method: "HEAD", path: "/v3/registered_limits/{registered_limit_id}" },
    ],
  },
  {
    name: "identity:list_registered_limits",
    check: EVERYONE,
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/registered_limits" },
      { method: "HEAD", path: "/v3/registered_limits" },
    ],
  },
  {
    name: "identity:create_registered_limits",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "POST", path: "/v3/registered_limits" }],
  },
  {
    name: "identity:update_registered_limit",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PATCH", path: "/v3/registered_limits/{registered_limit_id}" }],
  },
  {
    name: "identity:delete_registered_limit",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/registered_limits/{registered_limit_id}" }],
  },
];
