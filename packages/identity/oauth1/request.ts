import { parseAuthorizationHeader } from "./authorization-header.ts";

/** A request that claims to be signed, and by whom. */
export interface OauthRequest {
  readonly httpMethod: string;
  readonly url: string;
  /** `oauth_…` fields, decoded, by name. */
  readonly fields: ReadonlyMap<string, string>;
  readonly realm: string | undefined;
  /** What is signed: fields and query, without the signature and the realm. */
  readonly signedParameters: readonly (readonly [string, string])[];
}

/** Why a request is malformed, in OAuth's words (oauthlib/oauth1/rfc5849/errors.py). */
export interface OauthFault {
  readonly error: "invalid_request" | "invalid_signature_method";
  readonly description: string;
}

export const invalidRequest = (description: string): OauthFault => ({ error: "invalid_request", description });

/** Whether a reading or a check ended in a fault. */
export const isFault = (outcome: OauthRequest | OauthFault | undefined): outcome is OauthFault =>
  outcome !== undefined && "error" in outcome;

/** What of an HTTP request OAuth looks at. */
export interface HttpRequest {
  readonly httpMethod: string;
  /** With the query. */
  readonly url: string;
  readonly authorization: string;
}

/** Collects the signed parameters of a request (oauthlib/oauth1/rfc5849/endpoints/base.py, _create_request). */
export function readOauthRequest({ httpMethod, url, authorization }: HttpRequest): OauthRequest | OauthFault {
  const header = parseAuthorizationHeader(authorization);
  if (!header) return invalidRequest("Malformed authorization header.");
  const query = [...new URLSearchParams(url.split("#")[0]?.split("?").slice(1).join("?") ?? "")];
  const parameters = [...header, ...query].map(([name, value]) => [name, decodeField(name, value)] as const);
  const oauthParameters = parameters.filter(([name]) => isOauth(name));
  const sources = [[...header], query].filter((source) => source.some(([name]) => isOauth(name)));
  if (sources.length > 1) return invalidRequest("oauth_ params must come from only 1 signature type.");
  if (sources.length === 0) return invalidRequest("Missing mandatory OAuth parameters.");
  const fields = new Map(oauthParameters);
  if (fields.size !== oauthParameters.length) return invalidRequest("Duplicate OAuth1 entries.");
  const signedParameters = parameters.filter(
    ([name]) => name !== "oauth_signature" && !(name === "realm" && authorization.includes("realm")),
  );
  return { httpMethod, url, fields, realm: header.get("realm"), signedParameters };
}

const isOauth = (name: string): boolean => name.startsWith("oauth_");

/** Python leaves a broken percent-encoding as it is, and so no signature fits it. */
function decodeField(name: string, value: string): string {
  if (!isOauth(name)) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
