import { ADMIN_REQUIRED, EVERYONE } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/region.py */
export const regionRules: readonly PolicyRule[] = [
  {
    name: "identity:get_region",
    check: EVERYONE,
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/regions/{region_id}" },
      { method: "HEAD", path: "/v3/regions/{region_id}" },
    ],
  },
  {
    name: "identity:list_regions",
    check: EVERYONE,
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/regions" },
      { method: "HEAD", path: "/v3/regions" },
    ],
  },
  {
    name: "identity:create_region",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "POST", path: "/v3/regions" },
      { method: "PUT", path: "/v3/regions/{region_id}" },
    ],
    deprecated: { name: "identity:create_region", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:update_region",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PATCH", path: "/v3/regions/{region_id}" }],
    deprecated: { name: "identity:update_region", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_region",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/regions/{region_id}" }],
    deprecated: { name: "identity:delete_region", check: ADMIN_REQUIRED },
  },
];
