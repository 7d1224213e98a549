import { MultisiteError } from "@multisite/kernel/errors";
import { isReadOnly, isUnavailable, isUnfitValue } from "@multisite/kernel/sql";
import { badRequest, bodyTooLarge, databaseUnavailable, KeystoneError, writesUnavailable } from "../errors/index.ts";

/** A read-only site becomes writable again when somebody repairs or promotes it, which takes minutes. */
const RETRY_AFTER_SECONDS = 30;

/** A database that restarts, or whose lock somebody holds, is back soon. */
const DATABASE_RETRY_AFTER_SECONDS = 5;

/** Errors of the framework and of the database in Keystone's words; anything else as it is. */
export function translateError(thrown: unknown, bodyLimitBytes: number): unknown {
  if (thrown instanceof KeystoneError) return thrown;
  const code = typeof thrown === "object" && thrown !== null ? (thrown as { code?: unknown }).code : undefined;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return bodyTooLarge(bodyLimitBytes);
  if (code === "FST_ERR_MAX_PARAM_LENGTH") {
    return new KeystoneError("identity.request.invalid", 414, "A part of the request's path is too long.");
  }
  if (typeof code === "string" && /^FST_ERR_(CTP|BAD_URL|VALIDATION)/.test(code)) {
    return badRequest("The server could not understand the request.", code);
  }
  if (thrown instanceof MultisiteError && FROM_AGENT.has(thrown.code)) return fromAgent(thrown);
  if (isReadOnly(thrown)) return writesUnavailable(RETRY_AFTER_SECONDS);
  if (isUnavailable(thrown)) return databaseUnavailable(DATABASE_RETRY_AFTER_SECONDS, thrown);
  if (isUnfitValue(thrown))
    return badRequest("A value in the request is too long or too large, or has characters that cannot be stored.");
  return thrown;
}

/**
 * What the agent of a star's node, or the gate of its database, says to a client. One of which it is not known whether it was done
 * has no `Retry-After`, which some clients obey by themselves.
 */
const FROM_AGENT: ReadonlyMap<string, { readonly retry: boolean }> = new Map([
  ["identity.star.no_master", { retry: true }],
  ["identity.star.agent_away", { retry: true }],
  ["identity.star.agent_failed", { retry: false }],
  ["identity.star.write_unknown", { retry: false }],
  ["identity.star.unconfirmed", { retry: false }],
  ["kernel.changes.refused", { retry: true }],
]);

function fromAgent({ code, message, detail, cause }: MultisiteError): KeystoneError {
  return new KeystoneError(code, 503, message, {
    cause,
    ...(detail === undefined ? {} : { detail }),
    ...(FROM_AGENT.get(code)?.retry ? { headers: { "Retry-After": String(RETRY_AFTER_SECONDS) } } : {}),
  });
}

/** What the drivers of SQLite and MariaDB throw. */
export function isDatabaseError(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if (isUnavailable(thrown)) return true;
  return "sqlMessage" in thrown || "sqlState" in thrown || "errcode" in thrown || "fatal" in thrown;
}
