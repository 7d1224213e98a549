import { ADMIN_OR_CREDENTIAL_OWNER, ADMIN_OR_OWNER, ADMIN_OR_SYSTEM_READER_OR_CREDENTIAL_OWNER } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

const DEPRECATED_ADMIN_OR_CREDENTIAL_OWNER = "rule:admin_required or (rule:owner and user_id:%(target.credential.user_id)s)";
const ADMIN_OR_MEMBER_AND_CREDENTIAL_OWNER = "(rule:admin_required) or (role:member and user_id:%(target.credential.user_id)s)";

/** keystone/common/policies/ec2_credential.py */
export const ec2CredentialRules: readonly PolicyRule[] = [
  {
    name: "identity:ec2_get_credential",
    check: ADMIN_OR_SYSTEM_READER_OR_CREDENTIAL_OWNER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/users/{user_id}/credentials/OS-EC2/{credential_id}" }],
    deprecated: { name: "identity:ec2_get_credential", check: DEPRECATED_ADMIN_OR_CREDENTIAL_OWNER },
  },
  {
    name: "identity:ec2_list_credentials",
    check: ADMIN_OR_MEMBER_AND_CREDENTIAL_OWNER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/users/{user_id}/credentials/OS-EC2" }],
    deprecated: { name: "identity:ec2_list_credentials", check: ADMIN_OR_OWNER },
  },
  {
    name: "identity:ec2_create_credential",
    check: ADMIN_OR_MEMBER_AND_CREDENTIAL_OWNER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "POST", path: "/v3/users/{user_id}/credentials/OS-EC2" }],
    deprecated: { name: "identity:ec2_create_credential", check: ADMIN_OR_OWNER },
  },
  {
    name: "identity:ec2_delete_credential",
    check: ADMIN_OR_CREDENTIAL_OWNER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/users/{user_id}/credentials/OS-EC2/{credential_id}" }],
    deprecated: { name: "identity:ec2_delete_credential", check: DEPRECATED_ADMIN_OR_CREDENTIAL_OWNER },
  },
];
