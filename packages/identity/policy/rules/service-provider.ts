import { ADMIN_OR_SYSTEM_READER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/service_provider.py */
export const serviceProviderRules: readonly PolicyRule[] = [
  {
    name: "identity:create_service_provider",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PUT", path: "/v3/OS-FEDERATION/service_providers/{service_provider_id}" }],
    deprecated: { name: "identity:create_service_provider", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_service_providers",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/OS-FEDERATION/service_providers" },
      { method: "HEAD", path: "/v3/OS-FEDERATION/service_providers" },
    ],
    deprecated: { name: "identity:list_service_providers", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:get_service_provider",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/OS-FEDERATION/service_providers/{service_provider_id}" },
      { method: "HEAD", path: "/v3/OS-FEDERATION/service_providers/{service_provider_id}" },
    ],
    deprecated: { name: "identity:get_service_provider", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:update_service_provider",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PATCH", path: "/v3/OS-FEDERATION/service_providers/{service_provider_id}" }],
    deprecated: { name: "identity:update_service_provider", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_service_provider",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/OS-FEDERATION/service_providers/{service_provider_id}" }],
    deprecated: { name: "identity:delete_service_provider", check: ADMIN_REQUIRED },
  },
];
