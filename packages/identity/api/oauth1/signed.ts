import { badRequest, missingAttribute, unauthorized } from "../../errors/index.ts";
import {
  checkMandatory,
  isFault,
  type OauthFault,
  type OauthRequest,
  parseAuthorizationHeader,
  readOauthRequest,
} from "../../oauth1/index.ts";
import { isoTime } from "../../store/time.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Reply } from "../http/route.ts";

/**
 * A field of the `Authorization` header, which must be there. A request without the header is 400, where Keystone has
 * an error 500 (keystone/oauth1/core.py, get_oauth_headers).
 */
export function requireOauthField(exchange: Exchange, name: string): string {
  const value = readHeader(exchange).get(name);
  if (!value) throw missingAttribute(name, "request");
  return value;
}

function readHeader(exchange: Exchange): ReadonlyMap<string, string> {
  const authorization = exchange.request.headers.authorization;
  if (authorization === undefined) throw missingAttribute("Authorization", "request headers");
  const fields = parseAuthorizationHeader(authorization);
  if (!fields) throw badRequest("The Authorization header is not one of OAuth 1.");
  return fields;
}

/**
 * The request with what was signed, once it is well-formed; 400 in OAuth's words when it is not
 * (keystone/oauth1/core.py, validate_oauth_params).
 */
export function readSigned(exchange: Exchange, check: (request: OauthRequest) => OauthFault | undefined): OauthRequest {
  const { headers } = exchange.request;
  const request = readOauthRequest({ httpMethod: "POST", url: requestUrl(exchange), authorization: headers.authorization ?? "" });
  const fault = isFault(request) ? request : (checkMandatory(request, exchange.identity.clock.nowMs()) ?? check(request));
  if (fault) {
    throw badRequest(`Validation failed with errors: ${fault.error}, detail message is: ${fault.description}.`);
  }
  return request as OauthRequest;
}

/** The URL as the client wrote it, with the scheme of the public endpoint (keystone/api/os_oauth1.py, _update_url_scheme). */
function requestUrl({ links, request }: Exchange): string {
  const scheme = links.base.split("://")[0];
  const authority = request.origin.split("://")[1];
  return `${scheme}://${authority}${request.path}${request.queryText === "" ? "" : `?${request.queryText}`}`;
}

/** When a token that is made now ends; null when tokens of its kind never do. */
export function expiryAfter(nowMs: number, durationSeconds: number): string | null {
  return durationSeconds > 0 ? isoTime((Math.floor(nowMs / 1000) + durationSeconds) * 1000) : null;
}

/** 401 for a request token that has ended. */
export function requireUnexpired(exchange: Exchange, expiresAt: string | null): void {
  if (expiresAt !== null && exchange.identity.clock.nowMs() > Date.parse(expiresAt))
    throw unauthorized("Request token is expired");
}

/** A new token as a form (RFC 5849, section 2.1). */
export function tokenForm(token: { readonly id: string; readonly secret: string; readonly expiresAt: string | null }): Reply {
  const expiry = token.expiresAt === null ? "" : `&oauth_expires_at=${token.expiresAt}`;
  return {
    status: 201,
    text: `oauth_token=${token.id}&oauth_token_secret=${token.secret}${expiry}`,
    contentType: "application/x-www-form-urlencoded",
  };
}
