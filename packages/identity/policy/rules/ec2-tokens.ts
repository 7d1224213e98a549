import { SERVICE_OR_ADMIN } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/ec2tokens.py */
export const ec2TokensRules: readonly PolicyRule[] = [
  {
    name: "identity:ec2tokens_validate",
    check: SERVICE_OR_ADMIN,
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "POST", path: "/v3/ec2tokens" }],
  },
];
