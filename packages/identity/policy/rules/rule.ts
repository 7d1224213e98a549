export type ScopeType = "system" | "domain" | "project";

/** A default rule: who may call which operations when the operator's policy file says nothing else. */
export interface PolicyRule {
  /** The name that policy files override: `identity:get_user`. */
  readonly name: string;
  /** A check string of the policy language; empty for everyone. */
  readonly check: string;
  /** The token scopes that the rule is meant for; absent for every scope. Refused scopes are refused only under `enforce_scope`. */
  readonly scopeTypes?: readonly ScopeType[];
  /** The API calls that the rule guards; absent for rules that only other rules refer to. */
  readonly operations?: readonly Operation[];
  /** The rule's former form, accepted besides the present one unless `enforce_new_defaults` is set. */
  readonly deprecated?: { readonly name: string; readonly check: string };
  /** The API of this rule is gone; policy files may still name it. */
  readonly deprecatedForRemoval?: true;
}

export interface Operation {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
}
