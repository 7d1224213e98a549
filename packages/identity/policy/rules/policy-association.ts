import { ADMIN_OR_SYSTEM_READER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/policy_association.py */
export const policyAssociationRules: readonly PolicyRule[] = [
  {
    name: "identity:create_policy_association_for_endpoint",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PUT", path: "/v3/policies/{policy_id}/OS-ENDPOINT-POLICY/endpoints/{endpoint_id}" }],
    deprecated: { name: "identity:create_policy_association_for_endpoint", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:check_policy_association_for_endpoint",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/policies/{policy_id}/OS-ENDPOINT-POLICY/endpoints/{endpoint_id}" },
      { method: "HEAD", path: "/v3/policies/{policy_id}/OS-ENDPOINT-POLICY/endpoints/{endpoint_id}" },
    ],
    deprecated: { name: "identity:check_policy_association_for_endpoint", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_policy_association_for_endpoint",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/policies/{policy_id}/OS-ENDPOINT-POLICY/endpoints/{endpoint_id}" }],
    deprecated: { name: "identity:delete_policy_association_for_endpoint", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:create_policy_association_for_service",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PUT", path: "/v3/policies/{policy_id}/OS-ENDPOINT-POLICY/services/{service_id}" }],
    deprecated: { name: "identity:create_policy_association_for_service", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:check_policy_association_for_service",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/policies/{policy_id}/OS-ENDPOINT-POLICY/services/{service_id}" },
      { method: "HEAD", path: "/v3/policies/{policy_id}/OS-ENDPOINT-POLICY/services/{service_id}" },
    ],
    deprecated: { name: "identity:check_policy_association_for_service", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_policy_association_for_service",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/policies/{policy_id}/OS-ENDPOINT-POLICY/services/{service_id}" }],
    deprecated: { name: "identity:delete_policy_association_for_service", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:create_policy_association_for_region_and_service",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "PUT", path: "/v3/policies/{policy_id}/OS-ENDPOINT-POLICY/services/{service_id}/regions/{region_id}" },
    ],
    deprecated: { name: "identity:create_policy_association_for_region_and_service", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:check_policy_association_for_region_and_service",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/policies/{policy_id}/OS-ENDPOINT-POLICY/services/{service_id}/regions/{region_id}" },
      { method: "HEAD", path: "/v3/policies/{policy_id}/OS-ENDPOINT-POLICY/services/{service_id}/regions/{region_id}" },
    ],
    deprecated: { name: "identity:check_policy_association_for_region_and_service", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_policy_association_for_region_and_service",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "DELETE", path: "/v3/policies/{policy_id}/OS-ENDPOINT-POLICY/services/{service_id}/regions/{region_id}" },
    ],
    deprecated: { name: "identity:delete_policy_association_for_region_and_service", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:get_policy_for_endpoint",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/endpoints/{endpoint_id}/OS-ENDPOINT-POLICY/policy" },
      { method: "HEAD", path: "/v3/endpoints/{endpoint_id}/OS-ENDPOINT-POLICY/policy" },
    ],
    deprecated: { name: "identity:get_policy_for_endpoint", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_endpoints_for_policy",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/policies/{policy_id}/OS-ENDPOINT-POLICY/endpoints" }],
    deprecated: { name: "identity:list_endpoints_for_policy", check: ADMIN_REQUIRED },
  },
];
