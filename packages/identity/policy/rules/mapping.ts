import { ADMIN_OR_SYSTEM_READER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/mapping.py */
export const mappingRules: readonly PolicyRule[] = [
  {
    name: "identity:create_mapping",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PUT", path: "/v3/OS-FEDERATION/mappings/{mapping_id}" }],
    deprecated: { name: "identity:create_mapping", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:get_mapping",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/OS-FEDERATION/mappings/{mapping_id}" },
      { method: "HEAD", path: "/v3/OS-FEDERATION/mappings/{mapping_id}" },
    ],
    deprecated: { name: "identity:get_mapping", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_mappings",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/OS-FEDERATION/mappings" },
      { method: "HEAD", path: "/v3/OS-FEDERATION/mappings" },
    ],
    deprecated: { name: "identity:list_mappings", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_mapping",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/OS-FEDERATION/mappings/{mapping_id}" }],
    deprecated: { name: "identity:delete_mapping", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:update_mapping",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PATCH", path: "/v3/OS-FEDERATION/mappings/{mapping_id}" }],
    deprecated: { name: "identity:update_mapping", check: ADMIN_REQUIRED },
  },
];
