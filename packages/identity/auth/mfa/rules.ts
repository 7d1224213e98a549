/** Sets of methods; a login must have passed all methods of one set. */
export type MfaRules = readonly (readonly string[])[];

/**
 * The rules of a user's option, as far as they are usable: what is not a list of lists of names is ignored rather than locking
 * the user out (keystone/auth/core.py, UserMFARulesValidator._parse_rule_structure).
 */
export function parseMfaRules(option: unknown): MfaRules {
  if (!Array.isArray(option)) return [];
  return option
    .filter((rule): rule is string[] => Array.isArray(rule) && rule.length > 0 && rule.every((name) => typeof name === "string"))
    .map((rule) => [...new Set(rule)]);
}

/**
 * Whether the methods that were passed are enough. Methods that are not enabled do not count, so that turning one off locks
 * nobody out (check_auth_methods_against_rules).
 */
export function meetsMfaRules(rules: MfaRules, passed: readonly string[], enabledMethods: readonly string[]): boolean {
  if (rules.length === 0) return true;
  return rules.some((rule) => rule.every((method) => !enabledMethods.includes(method) || passed.includes(method)));
}

/** The rules that a login which has passed some methods may go on to meet (keystone/models/receipt_model.py, required_methods). */
export function remainingMfaRules(rules: MfaRules, passed: readonly string[], enabledMethods: readonly string[]): MfaRules {
  return rules
    .map((rule) => rule.filter((method) => enabledMethods.includes(method)))
    .filter((rule) => rule.some((method) => passed.includes(method)));
}
