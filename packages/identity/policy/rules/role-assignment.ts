import { ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

const ADMIN_OR_SYSTEM_READER_OR_DOMAIN_READER = [
  "(rule:admin_required)",
  "(role:reader and system_scope:all)",
  "(role:reader and domain_id:%(target.domain_id)s and not None:%(target.domain_id)s)",
].join(" or ");

/** keystone/common/policies/role_assignment.py */
export const roleAssignmentRules: readonly PolicyRule[] = [
  {
    name: "identity:list_role_assignments",
    check: ADMIN_OR_SYSTEM_READER_OR_DOMAIN_READER,
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/role_assignments" },
      { method: "HEAD", path: "/v3/role_assignments" },
    ],
    deprecated: { name: "identity:list_role_assignments", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_role_assignments_for_tree",
    check: ADMIN_OR_SYSTEM_READER_OR_DOMAIN_READER,
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/role_assignments?include_subtree" },
      { method: "HEAD", path: "/v3/role_assignments?include_subtree" },
    ],
    deprecated: { name: "identity:list_role_assignments_for_tree", check: ADMIN_REQUIRED },
  },
];
