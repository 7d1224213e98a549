import { invalidRequest, type OauthFault, type OauthRequest } from "./request.ts";
import { SIGNATURE_METHODS } from "./signature.ts";

/** How far a request's timestamp may be from now (oauthlib/oauth1/rfc5849/request_validator.py, timestamp_lifetime). */
const TIMESTAMP_LIFETIME_SECONDS = 600;

/** Letters and digits without those that look alike (keystone/oauth1/backends/base.py, VERIFIER_CHARS). */
export const VERIFIER_CHARACTERS = "abcdefghkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
export const VERIFIER_LENGTH = 8;

const MANDATORY = ["oauth_signature", "oauth_consumer_key", "oauth_nonce", "oauth_timestamp", "oauth_signature_method"];

const isUuidHex = (text: string): boolean => /^[a-f0-9]{32}$/.test(text);

/**
 * What every request must hold, before its signature is looked at. As in Keystone a nonce is only checked for its form; the
 * timestamp bounds for how long a request can be sent again (oauthlib/oauth1/rfc5849/endpoints/base.py,
 * _check_mandatory_parameters; keystone/oauth1/validator.py).
 */
export function checkMandatory({ fields }: OauthRequest, nowMs: number): OauthFault | undefined {
  const field = (name: string): string => fields.get(name) ?? "";
  if (MANDATORY.some((name) => field(name) === "")) return invalidRequest("Missing mandatory OAuth parameters.");
  const method = field("oauth_signature_method");
  if (!(SIGNATURE_METHODS as readonly string[]).includes(method)) {
    const allowed = SIGNATURE_METHODS.map((name) => `'${name}'`).join(", ");
    return { error: "invalid_signature_method", description: `Invalid signature, ${method} not in (${allowed}).` };
  }
  if (fields.has("oauth_version") && field("oauth_version") !== "1.0") return invalidRequest("Invalid OAuth version.");
  const timestamp = field("oauth_timestamp");
  if (timestamp.length !== 10) return invalidRequest("Invalid timestamp size");
  if (!/^\d+$/.test(timestamp)) return invalidRequest("Timestamp must be an integer.");
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > TIMESTAMP_LIFETIME_SECONDS) {
    return invalidRequest(`Timestamp given is invalid, differ from allowed by over ${TIMESTAMP_LIFETIME_SECONDS} seconds.`);
  }
  if (!isUuidHex(field("oauth_consumer_key"))) return invalidRequest("Invalid client key format.");
  if (!/^[a-f0-9]*$/.test(field("oauth_nonce"))) return invalidRequest("Invalid nonce format.");
  return undefined;
}

/** Of a request for a request token (oauthlib/oauth1/rfc5849/endpoints/request_token.py). Realms are not used. */
export function checkRequestTokenRequest({ fields, realm }: OauthRequest): OauthFault | undefined {
  if (realm) return invalidRequest(`Invalid realm ${realm}. Allowed are [].`);
  return fields.get("oauth_callback") ? undefined : invalidRequest("Missing callback URI.");
}

/** Of a request that changes a request token for an access token (oauthlib/oauth1/rfc5849/endpoints/access_token.py). */
export function checkAccessTokenRequest({ fields }: OauthRequest): OauthFault | undefined {
  const token = fields.get("oauth_token");
  const verifier = fields.get("oauth_verifier");
  if (!token) return invalidRequest("Missing resource owner.");
  if (!isUuidHex(token)) return invalidRequest("Invalid resource owner key format.");
  if (!verifier) return invalidRequest("Missing verifier.");
  const isWellFormed =
    verifier.length === VERIFIER_LENGTH && [...verifier].every((character) => VERIFIER_CHARACTERS.includes(character));
  return isWellFormed ? undefined : invalidRequest("Invalid verifier format.");
}
