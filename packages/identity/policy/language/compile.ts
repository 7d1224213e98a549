import { evaluationFailed } from "../errors.ts";
import type { Check } from "./check.ts";
import { readLeftSide } from "./python-literal.ts";
import { valueText } from "./python-text.ts";
import { compileTemplate, type Target } from "./template.ts";

/** A check ready to run. `depth` counts the rules that led here. */
export type CompiledCheck = (target: Target, credentials: PolicyValues, depth: number) => boolean;

/** The caller's attributes as a check sees them: any JSON-like tree. */
export type PolicyValues = object;

const attribute = (values: PolicyValues, key: string): unknown =>
  Object.hasOwn(values, key) ? (values as Readonly<Record<string, unknown>>)[key] : undefined;

/** What `rule:` checks refer to; undefined where neither the rule nor a default rule exists. */
export interface RuleBook {
  get(name: string): CompiledCheck | undefined;
  /** More nested references than rules exist can only be a circle. */
  readonly size: number;
}

/**
 * Turns a parsed check into a function without parsing left to do (oslo_policy/_checks.py). The function throws
 * `identity.policy.evaluation.failed` where oslo.policy would raise anything that it does not take for "no match".
 */
export function compileCheck(check: Check, rules: RuleBook): CompiledCheck {
  switch (check.kind) {
    case "true":
      return () => true;
    case "false":
      return () => false;
    case "malformed":
      return () => {
        throw evaluationFailed(`"${check.text}" is not a check`);
      };
    case "rule":
      return compileRuleCheck(check.name, rules);
    case "role":
      return compileRoleCheck(check.template);
    case "generic":
      return compileGenericCheck(check.left, check.template);
    case "not": {
      const inner = compileCheck(check.check, rules);
      return (target, credentials, depth) => !inner(target, credentials, depth);
    }
    case "and": {
      const all = check.checks.map((inner) => compileCheck(inner, rules));
      return (target, credentials, depth) => all.every((inner) => inner(target, credentials, depth));
    }
    case "or": {
      const any = check.checks.map((inner) => compileCheck(inner, rules));
      return (target, credentials, depth) => any.some((inner) => inner(target, credentials, depth));
    }
  }
}

function compileRuleCheck(name: string, rules: RuleBook): CompiledCheck {
  return (target, credentials, depth) => {
    const rule = rules.get(name);
    if (rule === undefined) return false;
    if (depth > rules.size) throw evaluationFailed(`the rule "${name}" refers to itself`);
    return rule(target, credentials, depth + 1);
  };
}

function compileRoleCheck(template: string): CompiledCheck {
  const fill = compileTemplate(template);
  return (target, credentials) => {
    const role = fill(target)?.toLowerCase();
    const roles = attribute(credentials, "roles");
    return role !== undefined && Array.isArray(roles) && roles.some((held) => String(held).toLowerCase() === role);
  };
}

function compileGenericCheck(left: string, template: string): CompiledCheck {
  const fill = compileTemplate(template);
  const side = readLeftSide(left);
  if (side.type === "literal") return (target) => fill(target) === side.text;
  const path = left.split(".");
  return (target, credentials) => {
    const wanted = fill(target);
    if (wanted === undefined) return false;
    if (side.type === "failure") throw evaluationFailed(side.problem);
    return matchesAt(credentials, path, 0, wanted);
  };
}

/** Follows the path from `value`; of a list, one matching element is enough. */
function matchesAt(value: unknown, path: readonly string[], index: number, wanted: string): boolean {
  const key = path[index];
  if (key === undefined) return valueText(value) === wanted;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw evaluationFailed(`"${path.join(".")}" looks for "${key}" inside a value that has no attributes`);
  }
  const next = attribute(value, key);
  if (next === undefined) return false;
  if (!Array.isArray(next)) return matchesAt(next, path, index + 1, wanted);
  return next.some((element) => matchesAt(element, path, index + 1, wanted));
}
