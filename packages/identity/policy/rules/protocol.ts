import { ADMIN_OR_SYSTEM_READER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/protocol.py */
export const protocolRules: readonly PolicyRule[] = [
  {
    name: "identity:create_protocol",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PUT", path: "/v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}" }],
    deprecated: { name: "identity:create_protocol", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:update_protocol",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PATCH", path: "/v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}" }],
    deprecated: { name: "identity:update_protocol", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:get_protocol",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}" }],
    deprecated: { name: "identity:get_protocol", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_protocols",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/OS-FEDERATION/identity_providers/{idp_id}/protocols" }],
    deprecated: { name: "identity:list_protocols", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_protocol",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}" }],
    deprecated: { name: "identity:delete_protocol", check: ADMIN_REQUIRED },
  },
];
