export type { Credentials } from "./credentials.ts";
export { createEnforcer, type Enforcer, type EnforcerOptions, scopeOf } from "./enforcer.ts";
export { policyErrorCatalogue } from "./errors.ts";
export type { RuleValue } from "./language/parse.ts";
export type { Target } from "./language/template.ts";
export { keystoneRules, type Operation, type PolicyRule, type ScopeType } from "./rules/index.ts";
export { flattenTarget, type NestedTarget } from "./target.ts";
