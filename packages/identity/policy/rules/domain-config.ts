import { ADMIN_OR_SYSTEM_READER, ADMIN_REQUIRED, EVERYONE } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/domain_config.py */
export const domainConfigRules: readonly PolicyRule[] = [
  {
    name: "identity:create_domain_config",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PUT", path: "/v3/domains/{domain_id}/config" }],
    deprecated: { name: "identity:create_domain_config", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:get_domain_config",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/domains/{domain_id}/config" },
      { method: "HEAD", path: "/v3/domains/{domain_id}/config" },
      { method: "GET", path: "/v3/domains/{domain_id}/config/{group}" },
      { method: "HEAD", path: "/v3/domains/{domain_id}/config/{group}" },
      { method: "GET", path: "/v3/domains/{domain_id}/config/{group}/{option}" },
      { method: "HEAD", path: "/v3/domains/{domain_id}/config/{group}/{option}" },
    ],
    deprecated: { name: "identity:get_domain_config", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:get_security_compliance_domain_config",
    check: EVERYONE,
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/domains/{domain_id}/config/security_compliance" },
      { method: "HEAD", path: "/v3/domains/{domain_id}/config/security_compliance" },
      { method: "GET", path: "/v3/domains/{domain_id}/config/security_compliance/{option}" },
      { method: "HEAD", path: "/v3/domains/{domain_id}/config/security_compliance/{option}" },
    ],
  },
  {
    name: "identity:update_domain_config",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "PATCH", path: "/v3/domains/{domain_id}/config" },
      { method: "PATCH", path: "/v3/domains/{domain_id}/config/{group}" },
      { method: "PATCH", path: "/v3/domains/{domain_id}/config/{group}/{option}" },
    ],
    deprecated: { name: "identity:update_domain_config", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_domain_config",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "DELETE", path: "/v3/domains/{domain_id}/config" },
      { method: "DELETE", path: "/v3/domains/{domain_id}/config/{group}" },
      { method: "DELETE", path: "/v3/domains/{domain_id}/config/{group}/{option}" },
    ],
    deprecated: { name: "identity:delete_domain_config", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:get_domain_config_default",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/domains/config/default" },
      { method: "HEAD", path: "/v3/domains/config/default" },
      { method: "GET", path: "/v3/domains/config/{group}/default" },
      { method: "HEAD", path: "/v3/domains/config/{group}/default" },
      { method: "GET", path: "/v3/domains/config/{group}/{option}/default" },
      { method: "HEAD", path: "/v3/domains/config/{group}/{option}/default" },
    ],
    deprecated: { name: "identity:get_domain_config_default", check: ADMIN_REQUIRED },
  },
];
