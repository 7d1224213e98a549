export type { Credentials } from "./credentials.ts";
export type { Enforcer, EnforcerOptions } from "./enforcer.ts";
export type { PolicyWarning } from "./file/audit.ts";
export type { PolicyPaths } from "./file/read.ts";
export type { RuleValue } from "./language/parse.ts";
export type { Target } from "./language/template.ts";
export { type LivePolicy, type LivePolicyOptions, openPolicy, type PolicyRefresh } from "./live.ts";
export { keystoneRules, type Operation, type PolicyRule, type ScopeType } from "./rules/index.ts";
export { flattenTarget, type NestedTarget } from "./target.ts";
