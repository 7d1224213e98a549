import { ADMIN_OR_SYSTEM_READER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/identity_provider.py */
export const identityProviderRules: readonly PolicyRule[] = [
  {
    name: "identity:create_identity_provider",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PUT", path: "/v3/OS-FEDERATION/identity_providers/{idp_id}" }],
    deprecated: { name: "identity:create_identity_provider", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_identity_providers",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/OS-FEDERATION/identity_providers" },
      { method: "HEAD", path: "/v3/OS-FEDERATION/identity_providers" },
    ],
    deprecated: { name: "identity:list_identity_providers", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:get_identity_provider",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/OS-FEDERATION/identity_providers/{idp_id}" },
      { method: "HEAD", path: "/v3/OS-FEDERATION/identity_providers/{idp_id}" },
    ],
    deprecated: { name: "identity:get_identity_provider", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:update_identity_provider",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PATCH", path: "/v3/OS-FEDERATION/identity_providers/{idp_id}" }],
    deprecated: { name: "identity:update_identity_provider", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_identity_provider",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/OS-FEDERATION/identity_providers/{idp_id}" }],
    deprecated: { name: "identity:delete_identity_provider", check: ADMIN_REQUIRED },
  },
];
