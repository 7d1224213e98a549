import type { Finding } from "@multisite/kernel/document";
import { recoveryError } from "../errors.ts";
import { checks } from "./checks/index.ts";
import { readPlan } from "./read.ts";
import type { ProtectionPlan } from "./types.ts";

/** A text that was looked at: the plan is undefined when the text is no document of one. */
export interface CheckedPlan {
  readonly plan: ProtectionPlan | undefined;
  /** In the order of lines. */
  readonly findings: readonly Finding[];
}

/** Everything that there is to say about a plan without asking any site, with lines. */
export function checkPlanText(text: string): CheckedPlan {
  const { plan, problems, lineOf } = readPlan(text);
  if (plan === undefined) return { plan, findings: problems };
  const found = checks.flatMap(({ code, severity, find }) =>
    find(plan).map((breach): Finding => ({ code, severity, ...breach, line: lineOf(breach.path) })),
  );
  return { plan, findings: found.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0)) };
}

/**
 * The plan that a text describes. Warnings are no reason to refuse it.
 *
 * @throws MultisiteError `recovery.document.invalid`, naming file and line of everything that is wrong
 */
export function parsePlan(text: string, file: string): ProtectionPlan {
  const { plan, findings } = checkPlanText(text);
  const errors = findings.filter(({ severity }) => severity === "error");
  if (plan !== undefined && errors.length === 0) return plan;
  const lines = errors.map(({ line, message, code }) => `${file}:${line ?? 0}: ${message} [${code}]`);
  throw recoveryError("document.invalid", `The protection plan cannot be used:\n  ${lines.join("\n  ")}`);
}
