import type { Credentials } from "./credentials.ts";
import { type Check, walkCheck } from "./language/check.ts";
import { type CompiledCheck, compileCheck, type RuleBook } from "./language/compile.ts";
import { parseRule, type RuleValue } from "./language/parse.ts";
import type { Target } from "./language/template.ts";
import type { PolicyRule, ScopeType } from "./rules/rule.ts";

/** Decides whether a caller may do something. Compiled once; deciding reads neither clock nor disk. */
export interface Enforcer {
  /**
   * Whether the rule `action` and its scope allow `credentials` to act on `target`. An action without a rule follows the
   * rule `default`, if the operator defined it, and is refused otherwise.
   *
   * @throws MultisiteError `identity.policy.evaluation.failed` where Keystone answers 500: an operator's rule refers to
   *   itself, or has a malformed template.
   */
  authorize(action: string, target: Target, credentials: Credentials): boolean;
  /** Whether `action` may be asked for at all; rules deprecated for removal may not (keystone/common/rbac_enforcer/enforcer.py). */
  known(action: string): boolean;
  /** Grows with every change of the rules, for caches of decisions. */
  readonly revision: number;
}

export interface EnforcerOptions {
  readonly rules: readonly PolicyRule[];
  /** `[oslo_policy] enforce_scope`: refuse a token whose scope the rule is not meant for. */
  readonly enforceScope: boolean;
  /** `[oslo_policy] enforce_new_defaults`: do not also accept what a rule's deprecated check accepts. */
  readonly enforceNewDefaults: boolean;
  /** What the operator wrote into policy files, by rule name. */
  readonly overrides?: ReadonlyMap<string, RuleValue>;
  /** Defaults to 1. */
  readonly revision?: number;
}

/** The rule that stands in for rules that do not exist: oslo.policy's `policy_default_rule`. */
const DEFAULT_RULE = "default";

/** The check of a registered rule that the operator did not override (oslo_policy/policy.py, _handle_deprecated_rule). */
function defaultCheck(rule: PolicyRule, overrides: ReadonlyMap<string, Check>, enforceNewDefaults: boolean): Check {
  const check = parseRule(rule.check);
  const { deprecated } = rule;
  if (deprecated === undefined) return check;
  const renamedOverride = deprecated.name === rule.name ? undefined : overrides.get(deprecated.name);
  // Sample files point the old name at the new rule; following that would be a circle.
  const pointsHere = renamedOverride?.kind === "rule" && renamedOverride.name === rule.name;
  if (renamedOverride !== undefined && !pointsHere) return renamedOverride;
  if (enforceNewDefaults || deprecated.check === rule.check) return check;
  return { kind: "or", checks: [check, parseRule(deprecated.check)] };
}

/** Every rule in force, by name: the operator's, then the defaults that they leave. */
export function effectiveChecks(options: EnforcerOptions): ReadonlyMap<string, Check> {
  const overrides = new Map([...(options.overrides ?? [])].map(([name, value]) => [name, parseRule(value)]));
  const checks = new Map(overrides);
  for (const rule of options.rules) {
    if (!checks.has(rule.name)) checks.set(rule.name, defaultCheck(rule, overrides, options.enforceNewDefaults));
  }
  return checks;
}

function compileRules(checks: ReadonlyMap<string, Check>): RuleBook {
  const compiled = new Map<string, CompiledCheck>();
  const book: RuleBook = { get: (name) => compiled.get(name) ?? compiled.get(DEFAULT_RULE), size: checks.size };
  for (const [name, check] of checks) compiled.set(name, compileCheck(check, book));
  return book;
}

/** The scope of a caller as policy sees it: an unscoped token counts as a project's (oslo_policy/policy.py, _enforce_scope). */
export function scopeOf(credentials: Credentials): ScopeType {
  if (credentials.system_scope) return "system";
  return credentials.domain_id ? "domain" : "project";
}

/** oslo.policy adds the attribute `system` at each enforcement, for rules that spell `system_scope:all` as `system:all`. */
const withSystem = (credentials: Credentials): object =>
  credentials.system_scope ? { ...credentials, system: credentials.system_scope } : credentials;

/**
 * An enforcer over the given rules (oslo_policy/policy.py, Enforcer).
 *
 * @throws MultisiteError `identity.policy.check.unsupported` when a rule uses an `http:` or `https:` check.
 */
export function createEnforcer(options: EnforcerOptions): Enforcer {
  const registered = new Map(options.rules.map((rule) => [rule.name, rule]));
  const checks = effectiveChecks(options);
  const asksSystem = [...checks.values()].some((check) => [...walkCheck(check)].some(isSystemCheck));
  const rules = compileRules(checks);
  return {
    revision: options.revision ?? 1,
    known: (action) => registered.has(action) && registered.get(action)?.deprecatedForRemoval !== true,
    authorize: (action, target, credentials) => {
      const check = rules.get(action);
      if (check === undefined) return false;
      const scopeTypes = registered.get(action)?.scopeTypes;
      if (options.enforceScope && scopeTypes !== undefined && !scopeTypes.includes(scopeOf(credentials))) return false;
      return check(target, asksSystem ? withSystem(credentials) : credentials, 0);
    },
  };
}

const isSystemCheck = (check: Check): boolean => check.kind === "generic" && check.left.split(".")[0] === "system";
