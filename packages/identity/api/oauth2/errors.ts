import { KeystoneError } from "../../errors/index.ts";
import type { Exchange } from "../http/exchange.ts";

/** The kinds of RFC 6749, and one for what it does not know (keystone/exception.py, OAuth2Error). */
export type OAuth2ErrorKind = "invalid_client" | "invalid_request" | "unsupported_grant_type" | "other_error";

const CODES: Readonly<Record<number, string>> = {
  400: "identity.request.invalid",
  401: "identity.unauthorized",
  405: "identity.method_not_allowed",
};

/** An error in the form of RFC 6749 (keystone/oauth2/handlers.py, build_response). */
export function oauth2Error(exchange: Exchange, status: number, kind: OAuth2ErrorKind, description: string): KeystoneError {
  return new KeystoneError(CODES[status] ?? "identity.unexpected", status, description, {
    body: { error: kind, error_description: description },
    headers: status === 401 ? { "WWW-Authenticate": `Keystone uri="${exchange.links.base}"` } : {},
  });
}
