import type { ErrorEntry } from "@multisite/kernel/errors";
import { MultisiteError } from "@multisite/kernel/errors";

/** The errors of policy files, rules and their evaluation. */
export const policyErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "identity.policy.check.unsupported",
    remedy: "A policy rule uses an http: or https: check. Replace it with rules on roles, scope and owner.",
  },
  {
    code: "identity.policy.file.invalid",
    remedy:
      "A policy file cannot be used. Correct the line that the message names; until then the last valid rules stay in force.",
  },
  {
    code: "identity.policy.file.unreadable",
    remedy: "A policy file or directory exists but cannot be read. Give the service read permission, or correct the path.",
  },
  {
    code: "identity.policy.evaluation.failed",
    remedy: "A policy rule cannot be evaluated. Correct the rule that the message names in the policy file.",
    status: 500,
  },
];

/** A check that was understood but that this service does not carry out. */
export function unsupportedCheck(text: string): MultisiteError {
  return new MultisiteError(
    "identity.policy.check.unsupported",
    `The policy check "${text}" asks a remote server, which is not supported. Use rules on roles, scope and owner.`,
  );
}

/** A policy file that cannot be used; `place` is `<file>` or `<file>:<line>`. */
export function invalidPolicyFile(place: string, problem: string, cause?: unknown): MultisiteError {
  return new MultisiteError("identity.policy.file.invalid", `${place}: ${problem}`, cause === undefined ? {} : { cause });
}

/** A policy file or directory that exists but cannot be read. */
export function unreadablePolicyFile(path: string, cause: unknown): MultisiteError {
  return new MultisiteError("identity.policy.file.unreadable", `The policy file or directory ${path} cannot be read.`, { cause });
}

/**
 * A check on which oslo.policy raises something else than KeyError, so that Keystone answers 500. It is not "false": a
 * surrounding `not` would turn that into permission.
 */
export function evaluationFailed(problem: string): MultisiteError {
  return new MultisiteError("identity.policy.evaluation.failed", "A policy rule of this service cannot be evaluated.", {
    detail: problem,
  });
}
