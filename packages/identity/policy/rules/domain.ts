import { ADMIN_OR_SYSTEM_READER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/domain.py */
export const domainRules: readonly PolicyRule[] = [
  {
    name: "identity:get_domain",
    check: [
      "rule:admin_required",
      "(role:reader and system_scope:all)",
      "token.domain.id:%(target.domain.id)s",
      "token.project.domain.id:%(target.domain.id)s",
    ].join(" or "),
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "GET", path: "/v3/domains/{domain_id}" }],
    deprecated: { name: "identity:get_domain", check: "rule:admin_required or token.project.domain.id:%(target.domain.id)s" },
  },
  {
    name: "identity:list_domains",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/domains" }],
    deprecated: { name: "identity:list_domains", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:create_domain",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "POST", path: "/v3/domains" }],
    deprecated: { name: "identity:create_domain", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:update_domain",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PATCH", path: "/v3/domains/{domain_id}" }],
    deprecated: { name: "identity:update_domain", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_domain",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/domains/{domain_id}" }],
    deprecated: { name: "identity:delete_domain", check: ADMIN_REQUIRED },
  },
];
