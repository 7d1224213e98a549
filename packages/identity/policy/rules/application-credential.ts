import { ADMIN_OR_OWNER } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

const ADMIN_OR_SYSTEM_READER_OR_OWNER = "(rule:admin_required) or (role:reader and system_scope:all) or rule:owner";

/** keystone/common/policies/application_credential.py */
export const applicationCredentialRules: readonly PolicyRule[] = [
  {
    name: "identity:get_application_credential",
    check: ADMIN_OR_SYSTEM_READER_OR_OWNER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/users/{user_id}/application_credentials/{application_credential_id}" },
      { method: "HEAD", path: "/v3/users/{user_id}/application_credentials/{application_credential_id}" },
    ],
    deprecated: { name: "identity:get_application_credential", check: ADMIN_OR_OWNER },
  },
  {
    name: "identity:list_application_credentials",
    check: ADMIN_OR_SYSTEM_READER_OR_OWNER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/users/{user_id}/application_credentials" },
      { method: "HEAD", path: "/v3/users/{user_id}/application_credentials" },
    ],
    deprecated: { name: "identity:list_application_credentials", check: ADMIN_OR_OWNER },
  },
  {
    name: "identity:create_application_credential",
    check: "user_id:%(user_id)s",
    scopeTypes: ["project"],
    operations: [{ method: "POST", path: "/v3/users/{user_id}/application_credentials" }],
  },
  {
    name: "identity:delete_application_credential",
    check: ADMIN_OR_OWNER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/users/{user_id}/application_credentials/{application_credential_id}" }],
    deprecated: { name: "identity:delete_application_credential", check: ADMIN_OR_OWNER },
  },
];
