import { MultisiteError } from "@multisite/kernel/errors";
import { createEnforcer, type Enforcer, type EnforcerOptions } from "./enforcer.ts";
import { auditPolicy, type PolicyWarning } from "./file/audit.ts";
import { fingerprintPolicy, type PolicyPaths, readPolicy } from "./file/read.ts";

/** An enforcer that follows the operator's policy files. */
export interface LivePolicy extends Enforcer {
  /** Warnings about the rules in force. */
  readonly warnings: readonly PolicyWarning[];
  /**
   * Looks whether the files changed and takes the new rules over at once, with a new revision. Files that cannot be used are
   * reported once and change nothing. Reads the disk, so call it from a timer and not from a request.
   */
  refresh(): PolicyRefresh;
}

export type PolicyRefresh =
  | { readonly outcome: "unchanged" }
  | { readonly outcome: "reloaded"; readonly warnings: readonly PolicyWarning[] }
  | { readonly outcome: "rejected"; readonly error: MultisiteError };

export type LivePolicyOptions = Omit<EnforcerOptions, "overrides" | "revision"> & { readonly paths: PolicyPaths };

interface Loaded {
  readonly enforcer: Enforcer;
  readonly warnings: readonly PolicyWarning[];
}

function load(options: LivePolicyOptions, revision: number): Loaded {
  const fileRules = readPolicy(options.paths);
  const overrides = new Map(fileRules.map(({ name, value }) => [name, value]));
  return { enforcer: createEnforcer({ ...options, overrides, revision }), warnings: auditPolicy(fileRules, options) };
}

/**
 * Reads the policy files and keeps them in step with {@link LivePolicy.refresh}.
 *
 * @throws MultisiteError `identity.policy.file.invalid` or `identity.policy.file.unreadable` when they cannot be used at the start.
 */
export function openPolicy(options: LivePolicyOptions): LivePolicy {
  // Taken before reading: a change in between is then seen by the next refresh.
  let fingerprint = fingerprintPolicy(options.paths);
  let loaded = load(options, 1);
  let rejected = "";

  const reject = (problem: string, error: unknown): PolicyRefresh => {
    if (!(error instanceof MultisiteError)) throw error;
    if (rejected === problem) return { outcome: "unchanged" };
    rejected = problem;
    return { outcome: "rejected", error };
  };

  const refresh = (): PolicyRefresh => {
    let current: string;
    try {
      current = fingerprintPolicy(options.paths);
    } catch (error) {
      return reject(String(error), error);
    }
    if (current === fingerprint) {
      rejected = "";
      return { outcome: "unchanged" };
    }
    if (current === rejected) return { outcome: "unchanged" };
    try {
      loaded = load(options, loaded.enforcer.revision + 1);
    } catch (error) {
      return reject(current, error);
    }
    fingerprint = current;
    rejected = "";
    return { outcome: "reloaded", warnings: loaded.warnings };
  };

  return {
    authorize: (action, target, credentials) => loaded.enforcer.authorize(action, target, credentials),
    known: (action) => loaded.enforcer.known(action),
    get revision() {
      return loaded.enforcer.revision;
    },
    get warnings() {
      return loaded.warnings;
    },
    refresh,
  };
}
