import type { EnforcerOptions } from "../enforcer.ts";
import { effectiveChecks } from "../enforcer.ts";
import { type Check, walkCheck } from "../language/check.ts";
import { readLeftSide } from "../language/python-literal.ts";
import { templateProblem } from "../language/template.ts";
import type { FileRule } from "./parse.ts";

/** What in a policy file works, but hardly as it was meant. */
export interface PolicyWarning {
  /** `<file>:<line>` */
  readonly place: string;
  readonly message: string;
}

/** The rules that `check` asks, directly. */
const references = (check: Check): string[] =>
  [...walkCheck(check)].flatMap((inner) => (inner.kind === "rule" ? [inner.name] : []));

function refersToItself(name: string, checks: ReadonlyMap<string, Check>): boolean {
  const open = [name];
  const seen = new Set<string>();
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    for (const reference of references(checks.get(current) ?? { kind: "false" })) {
      if (reference === name) return true;
      if (!seen.has(reference)) open.push(reference);
      seen.add(reference);
    }
  }
  return false;
}

function problemOf(check: Check): string | undefined {
  if (check.kind === "false" && check.unparsable !== undefined)
    return `"${check.unparsable}" cannot be parsed, so it allows nobody`;
  if (check.kind === "malformed") return `"${check.text}" is not a check; asking this rule is an error`;
  if (check.kind === "role") return templateProblem(check.template);
  if (check.kind !== "generic") return undefined;
  const left = readLeftSide(check.left);
  return left.type === "failure" ? left.problem : templateProblem(check.template);
}

/** Looks for unknown names, unreadable checks, references to nowhere, and circles (compare oslo_policy/policy.py, check_rules). */
export function auditPolicy(
  fileRules: readonly FileRule[],
  options: Omit<EnforcerOptions, "overrides">,
): readonly PolicyWarning[] {
  const overrides = new Map(fileRules.map(({ name, value }) => [name, value]));
  const checks = effectiveChecks({ ...options, overrides });
  const known = new Set(["default", ...options.rules.flatMap((rule) => [rule.name, rule.deprecated?.name ?? rule.name])]);
  for (const check of checks.values()) for (const reference of references(check)) known.add(reference);

  const last = new Map(fileRules.map((rule) => [rule.name, rule]));
  return fileRules.flatMap((rule) => {
    const { name, place } = rule;
    if (last.get(name) !== rule)
      return [{ place, message: `the rule "${name}" is given again later, and only the last one counts` }];
    const check = checks.get(name) ?? { kind: "false" };
    const messages = [...walkCheck(check)].map(problemOf).filter((problem) => problem !== undefined);
    if (!known.has(name)) messages.push("no operation and no other rule asks it");
    for (const reference of references(check)) {
      if (!checks.has(reference)) messages.push(`it refers to the rule "${reference}", which does not exist`);
    }
    if (refersToItself(name, checks)) messages.push("it refers to itself; asking it may be an error");
    return messages.map((message) => ({ place, message: `the rule "${name}": ${message}` }));
  });
}
