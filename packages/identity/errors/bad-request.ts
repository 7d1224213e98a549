import { KeystoneError } from "./keystone-error.ts";

const MALFORMED =
  "The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.";

/** 400, "Expecting to find ATTRIBUTE in TARGET" (keystone/exception.py, ValidationError). */
export function missingAttribute(attribute: string, target: string): KeystoneError {
  return new KeystoneError("identity.request.missing", 400, `Expecting to find ${attribute} in ${target}. ${MALFORMED}`);
}

/** 400 with Keystone's text for one particular mistake, or with the text of a schema violation. */
export function badRequest(message: string, detail?: string): KeystoneError {
  return new KeystoneError("identity.request.invalid", 400, message, detail === undefined ? {} : { detail });
}

/** 400 for a time that is not ISO 8601 (keystone/exception.py, ValidationTimeStampError). */
export function invalidTimestamp(): KeystoneError {
  return badRequest(`Timestamp not in expected format. ${MALFORMED}`);
}

/** 400 for an expiry that has passed (keystone/exception.py, ValidationExpirationError). */
export function expirationInThePast(): KeystoneError {
  return badRequest(`The 'expires_at' must not be before now. ${MALFORMED}`);
}

/** 409, a second resource under a name or ID that is taken (keystone/exception.py, Conflict). */
export function conflict(type: string, details: string): KeystoneError {
  return new KeystoneError("identity.conflict", 409, `Conflict occurred attempting to store ${type} - ${details}.`);
}

/** 413 for a body over `[oslo_middleware] max_request_body_size`. */
export function bodyTooLarge(limitBytes: number): KeystoneError {
  return new KeystoneError("identity.request.too_large", 413, `Request is too large; the limit is ${limitBytes} bytes.`);
}

/** 501 (keystone/exception.py, NotImplemented). */
export function notImplemented(): KeystoneError {
  return new KeystoneError("identity.not_implemented", 501, "The action you have requested has not been implemented.");
}

/** 409, a delete in a star that takes more with it than is allowed unasked; nothing was deleted. */
export function bulkDelete(deleted: ReadonlyMap<string, number>, rows: number, limit: number): KeystoneError {
  const of = [...deleted].toSorted(([, one], [, other]) => other - one).map(([table, count]) => `${count} of ${table}`);
  return new KeystoneError(
    "identity.star.bulk_delete",
    409,
    `Nothing was deleted: this would delete ${rows} rows at every site (${of.join(", ")}), and more than ${limit} need to be confirmed. ` +
      `If that is meant, send the request again with the header X-Multisite-Confirm-Delete: ${rows}.`,
  );
}
