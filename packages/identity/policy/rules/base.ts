import type { PolicyRule } from "./rule.ts";

export const EVERYONE = "";
export const ADMIN_REQUIRED = "rule:admin_required";
export const ADMIN_OR_OWNER = "rule:admin_or_owner";
export const SERVICE_OR_ADMIN = "rule:service_or_admin";
/** Admins of any scope, and readers of the whole system. */
export const ADMIN_OR_SYSTEM_READER = "rule:admin_required or (role:reader and system_scope:all)";
export const ADMIN_OR_CREDENTIAL_OWNER = "(rule:admin_required) or user_id:%(target.credential.user_id)s";
export const ADMIN_OR_SYSTEM_READER_OR_CREDENTIAL_OWNER =
  "(rule:admin_required) or (role:reader and system_scope:all) or user_id:%(target.credential.user_id)s";

/** Rules that other rules refer to (keystone/common/policies/base.py). */
export const baseRules: readonly PolicyRule[] = [
  { name: "admin_required", check: "role:admin or is_admin:1" },
  { name: "service_role", check: "role:service" },
  { name: "service_or_admin", check: "rule:admin_required or rule:service_role" },
  { name: "owner", check: "user_id:%(user_id)s" },
  { name: "admin_or_owner", check: "rule:admin_required or rule:owner" },
  { name: "token_subject", check: "user_id:%(target.token.user_id)s" },
  { name: "admin_or_token_subject", check: "rule:admin_required or rule:token_subject" },
  { name: "service_admin_or_token_subject", check: "rule:service_or_admin or rule:token_subject" },
];
