import { ADMIN_OR_SYSTEM_READER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/service.py */
export const serviceRules: readonly PolicyRule[] = [
  {
    name: "identity:get_service",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/services/{service_id}" }],
    deprecated: { name: "identity:get_service", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_services",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/services" }],
    deprecated: { name: "identity:list_services", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:create_service",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "POST", path: "/v3/services" }],
    deprecated: { name: "identity:create_service", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:update_service",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PATCH", path: "/v3/services/{service_id}" }],
    deprecated: { name: "identity:update_service", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_service",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/services/{service_id}" }],
    deprecated: { name: "identity:delete_service", check: ADMIN_REQUIRED },
  },
];
