import type { PolicyRule } from "./rule.ts";

const ADMIN_OR_TOKEN_SUBJECT = "rule:admin_required or rule:token_subject";

/** keystone/common/policies/token.py */
export const tokenRules: readonly PolicyRule[] = [
  {
    name: "identity:check_token",
    check: "rule:admin_required or (role:reader and system_scope:all) or rule:token_subject",
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "HEAD", path: "/v3/auth/tokens" }],
    deprecated: { name: "identity:check_token", check: "rule:admin_or_token_subject" },
  },
  {
    name: "identity:validate_token",
    check: ["rule:admin_required", "(role:reader and system_scope:all)", "rule:service_role", "rule:token_subject"].join(" or "),
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "GET", path: "/v3/auth/tokens" }],
    deprecated: { name: "identity:validate_token", check: "rule:service_admin_or_token_subject" },
  },
  {
    name: "identity:revoke_token",
    check: ADMIN_OR_TOKEN_SUBJECT,
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "DELETE", path: "/v3/auth/tokens" }],
    deprecated: { name: "identity:revoke_token", check: "rule:admin_or_token_subject" },
  },
];
