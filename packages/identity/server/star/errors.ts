import { MultisiteError } from "@multisite/kernel/errors";
import { KeystoneError } from "../../errors/index.ts";
import type { HostState } from "../../star/host/state.ts";

/** A master that cannot be reached is back, or another one is promoted, in minutes; so it is with what a node is fenced for. */
const RETRY_AFTER_SECONDS = 30;

/** 503 of a node that must not serve. */
export function fenced({ code, reason }: NonNullable<HostState["fence"]>): KeystoneError {
  return new KeystoneError(
    "identity.star.fenced",
    503,
    `This node must not answer now (${code}): ${reason} Other nodes of the star do; try one of them.`,
    { headers: { "Retry-After": String(RETRY_AFTER_SECONDS) } },
  );
}

/** 503 of a change that no master can be asked for. */
export function noMaster(cause?: unknown): KeystoneError {
  return new KeystoneError(
    "identity.star.no_master",
    503,
    "No master site can be reached from here, so nothing can be changed now. Logins and validations go on, and tokens can be revoked and users disabled; try the change again later.",
    { headers: { "Retry-After": String(RETRY_AFTER_SECONDS) }, ...(cause === undefined ? {} : { cause }) },
  );
}

/** Errors of the agent after which it is certain that nothing was done. */
export function isNotDone(thrown: unknown): boolean {
  return thrown instanceof MultisiteError && NOT_DONE.has(thrown.code);
}

const NOT_DONE = new Set(["identity.star.no_master", "identity.star.agent_away"]);
