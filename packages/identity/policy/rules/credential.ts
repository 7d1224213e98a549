import { ADMIN_OR_CREDENTIAL_OWNER, ADMIN_OR_SYSTEM_READER_OR_CREDENTIAL_OWNER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/credential.py */
export const credentialRules: readonly PolicyRule[] = [
  {
    name: "identity:get_credential",
    check: ADMIN_OR_SYSTEM_READER_OR_CREDENTIAL_OWNER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/credentials/{credential_id}" }],
    deprecated: { name: "identity:get_credential", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_credentials",
    check: ADMIN_OR_SYSTEM_READER_OR_CREDENTIAL_OWNER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/credentials" }],
    deprecated: { name: "identity:list_credentials", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:create_credential",
    check: ADMIN_OR_CREDENTIAL_OWNER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "POST", path: "/v3/credentials" }],
    deprecated: { name: "identity:create_credential", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:update_credential",
    check: ADMIN_OR_CREDENTIAL_OWNER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PATCH", path: "/v3/credentials/{credential_id}" }],
    deprecated: { name: "identity:update_credential", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_credential",
    check: ADMIN_OR_CREDENTIAL_OWNER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/credentials/{credential_id}" }],
    deprecated: { name: "identity:delete_credential", check: ADMIN_REQUIRED },
  },
];
