import { KeystoneError } from "./keystone-error.ts";

const UNAUTHORIZED = "The request you have made requires authentication.";

/**
 * 401 with the one text that Keystone gives for every failed authentication, so that the answer does not tell what was
 * wrong; `detail` goes to the log (keystone/exception.py, SecurityError).
 */
export function unauthorized(detail: string): KeystoneError {
  return new KeystoneError("identity.unauthorized", 401, UNAUTHORIZED, { detail });
}

/** 401 of an account state that Keystone names to its user: locked, disabled, password expired. */
export function accountUnauthorized(code: "locked" | "disabled" | "password_expired", userId: string): KeystoneError {
  const texts = {
    locked: `The account is locked for user: ${userId}.`,
    disabled: `The account is disabled for user: ${userId}.`,
    password_expired: `The password is expired and needs to be changed for user: ${userId}.`,
  };
  return new KeystoneError(`identity.account.${code}`, 401, texts[code]);
}

/** 401 with `error.identity.methods` (keystone/exception.py, AuthMethodNotSupported). */
export function authMethodNotSupported(methods: readonly string[]): KeystoneError {
  return new KeystoneError("identity.auth.method_not_supported", 401, "Attempted to authenticate with an unsupported method.", {
    identity: { methods },
  });
}

/** 401 of an authentication plug-in with its own text. */
export function authPluginError(message: string): KeystoneError {
  return new KeystoneError("identity.auth.plugin", 401, message, { identity: {} });
}

/** 403 of the policy for a named action (keystone/exception.py, ForbiddenAction). */
export function forbiddenAction(action: string, detail?: string): KeystoneError {
  return new KeystoneError(
    "identity.forbidden",
    403,
    `You are not authorized to perform the requested action: ${action}.`,
    detail === undefined ? {} : { detail },
  );
}

/** 403 without saying why; `detail` goes to the log (keystone/exception.py, Forbidden). */
export function forbidden(detail: string): KeystoneError {
  return new KeystoneError("identity.forbidden", 403, "You are not authorized to perform the requested action.", { detail });
}

/** 403 whose text is safe to show (keystone/exception.py, ForbiddenNotSecurity and Forbidden's children with formats). */
export function forbiddenText(message: string): KeystoneError {
  return new KeystoneError("identity.forbidden.stated", 403, message);
}

/** 403, the resource option `immutable` is on (keystone/exception.py, ResourceUpdateForbidden and ResourceDeleteForbidden). */
export function immutableResource(verb: "update" | "delete", type: string, resourceId: string): KeystoneError {
  return forbiddenText(
    `Unable to ${verb} immutable ${type} resource: \`${resourceId}. Set resource option "immutable" to false first.`,
  );
}

/**
 * A token of an admin scope at a site that is cut off. To who asks for one 403, as they may not have it here and now, while the
 * node is well; to who asks about one 404, as Keystone says of every token that is not to be accepted; to who shows one 401, all
 * with the reason. 503 would tell gateways that the node is broken, and it serves everybody else.
 */
export function siteIsolated(status: 403 | 404, seconds: number): KeystoneError {
  return new KeystoneError(
    "identity.star.isolated",
    status,
    `This site has heard from no other site for ${seconds} seconds and refuses tokens with an admin scope until it does. Use another site, or a scope without the role admin.`,
  );
}

/** 500 that shows nothing of its cause (keystone/exception.py, UnexpectedError). */
export function unexpected(cause: unknown): KeystoneError {
  return new KeystoneError("identity.unexpected", 500, "An unexpected error prevented the server from fulfilling your request.", {
    cause,
  });
}

/** 503 with `Retry-After`, for a write that this site cannot take now. */
export function writesUnavailable(retryAfterSeconds: number): KeystoneError {
  return new KeystoneError(
    "identity.writes_unavailable",
    503,
    "This site cannot store changes now: its database is read-only. Reads and logins go on; try the change again later.",
    { headers: { "Retry-After": String(retryAfterSeconds) } },
  );
}

/** 503 with `Retry-After`, while the site's database cannot be asked; `cause` is for the log. */
export function databaseUnavailable(retryAfterSeconds: number, cause: unknown): KeystoneError {
  return new KeystoneError(
    "identity.database.unavailable",
    503,
    "The identity database of this site does not answer. Tokens that were validated just before stay accepted for a short time; logins, changes and everything else have to wait. Try again later.",
    { cause, headers: { "Retry-After": String(retryAfterSeconds) } },
  );
}
