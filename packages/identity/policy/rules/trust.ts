import { ADMIN_OR_SYSTEM_READER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

const TRUSTOR = "user_id:%(target.trust.trustor_user_id)s";
const TRUSTEE = "user_id:%(target.trust.trustee_user_id)s";
const ADMIN_OR_SYSTEM_READER_OR_PARTY = `(rule:admin_required) or (role:reader and system_scope:all or ${TRUSTOR} or ${TRUSTEE})`;
const DEPRECATED_PARTY = `${TRUSTOR} or ${TRUSTEE}`;

/** keystone/common/policies/trust.py */
export const trustRules: readonly PolicyRule[] = [
  {
    name: "identity:create_trust",
    check: TRUSTOR,
    scopeTypes: ["project"],
    operations: [{ method: "POST", path: "/v3/OS-TRUST/trusts" }],
  },
  {
    name: "identity:list_trusts",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/OS-TRUST/trusts" },
      { method: "HEAD", path: "/v3/OS-TRUST/trusts" },
    ],
    deprecated: { name: "identity:list_trusts", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_trusts_for_trustor",
    check: `(rule:admin_required) or (role:reader and system_scope:all or ${TRUSTOR})`,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/OS-TRUST/trusts?trustor_user_id={trustor_user_id}" },
      { method: "HEAD", path: "/v3/OS-TRUST/trusts?trustor_user_id={trustor_user_id}" },
    ],
  },
  {
    name: "identity:list_trusts_for_trustee",
    check: `(rule:admin_required) or (role:reader and system_scope:all or ${TRUSTEE})`,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/OS-TRUST/trusts?trustee_user_id={trustee_user_id}" },
      { method: "HEAD", path: "/v3/OS-TRUST/trusts?trustee_user_id={trustee_user_id}" },
    ],
  },
  {
    name: "identity:list_roles_for_trust",
    check: ADMIN_OR_SYSTEM_READER_OR_PARTY,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/OS-TRUST/trusts/{trust_id}/roles" },
      { method: "HEAD", path: "/v3/OS-TRUST/trusts/{trust_id}/roles" },
    ],
    deprecated: { name: "identity:list_roles_for_trust", check: DEPRECATED_PARTY },
  },
  {
    name: "identity:get_role_for_trust",
    check: ADMIN_OR_SYSTEM_READER_OR_PARTY,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/OS-TRUST/trusts/{trust_id}/roles/{role_id}" },
      { method: "HEAD", path: "/v3/OS-TRUST/trusts/{trust_id}/roles/{role_id}" },
    ],
    deprecated: { name: "identity:get_role_for_trust", check: DEPRECATED_PARTY },
  },
  {
    name: "identity:delete_trust",
    check: `rule:admin_required or ${TRUSTOR}`,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/OS-TRUST/trusts/{trust_id}" }],
    deprecated: { name: "identity:delete_trust", check: TRUSTOR },
  },
  {
    name: "identity:get_trust",
    check: ADMIN_OR_SYSTEM_READER_OR_PARTY,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/OS-TRUST/trusts/{trust_id}" },
      { method: "HEAD", path: "/v3/OS-TRUST/trusts/{trust_id}" },
    ],
    deprecated: { name: "identity:get_trust", check: DEPRECATED_PARTY },
  },
];
