import { SERVICE_OR_ADMIN } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/token_revocation.py */
export const tokenRevocationRules: readonly PolicyRule[] = [
  {
    name: "identity:revocation_list",
    check: SERVICE_OR_ADMIN,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/auth/tokens/OS-PKI/revoked" }],
    deprecatedForRemoval: true,
  },
];
