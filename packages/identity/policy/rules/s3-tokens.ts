import { SERVICE_OR_ADMIN } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/s3tokens.py */
export const s3TokensRules: readonly PolicyRule[] = [
  {
    name: "identity:s3tokens_validate",
    check: SERVICE_OR_ADMIN,
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "POST", path: "/v3/s3tokens" }],
  },
];
