import { ADMIN_REQUIRED, EVERYONE } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/limit.py */
export const limitRules: readonly PolicyRule[] = [
  {
    name: "identity:get_limit_model",
    check: EVERYONE,
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/limits/model" },
      { method: "HEAD", path: "/v3/limits/model" },
    ],
  },
  {
    name: "identity:get_limit",
    check: [
      "rule:admin_required",
      "(role:reader and system_scope:all)",
      "(domain_id:%(target.limit.domain.id)s or domain_id:%(target.limit.project.domain_id)s)",
      "(project_id:%(target.limit.project_id)s and not None:%(target.limit.project_id)s)",
    ].join(" or "),
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/limits/{limit_id}" },
      { method: "HEAD", path: "/v3/limits/{limit_id}" },
    ],
  },
  {
    name: "identity:list_limits",
    check: EVERYONE,
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/limits" },
      { method: "HEAD", path: "/v3/limits" },
    ],
  },
  {
    name: "identity:create_limits",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "POST", path: "/v3/limits" }],
  },
  {
    name: "identity:update_limit",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PATCH", path: "/v3/limits/{limit_id}" }],
  },
  {
    name: "identity:delete_limit",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/limits/{limit_id}" }],
  },
];
