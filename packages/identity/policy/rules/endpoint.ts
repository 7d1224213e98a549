import { ADMIN_OR_SYSTEM_READER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/endpoint.py */
export const endpointRules: readonly PolicyRule[] = [
  {
    name: "identity:get_endpoint",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/endpoints/{endpoint_id}" }],
    deprecated: { name: "identity:get_endpoint", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_endpoints",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/endpoints" }],
    deprecated: { name: "identity:list_endpoints", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:create_endpoint",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "POST", path: "/v3/endpoints" }],
    deprecated: { name: "identity:create_endpoint", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:update_endpoint",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PATCH", path: "/v3/endpoints/{endpoint_id}" }],
    deprecated: { name: "identity:update_endpoint", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_endpoint",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/endpoints/{endpoint_id}" }],
    deprecated: { name: "identity:delete_endpoint", check: ADMIN_REQUIRED },
  },
];
