import { percentEncode } from "../ec2/percent-encode.ts";
import { type OauthRequest, readOauthRequest } from "./request.ts";
import { computeOauthSignature, type OauthSecrets } from "./signature.ts";

/** A signed `Authorization` header as a consumer makes it, for tests. */
export function signedHeader(
  url: string,
  secrets: OauthSecrets,
  fields: Readonly<Record<string, string>>,
  httpMethod = "POST",
): string {
  const unsigned = toHeader(fields);
  const request = readOauthRequest({ httpMethod, url, authorization: unsigned }) as OauthRequest;
  return toHeader({ ...fields, oauth_signature: computeOauthSignature(request, secrets) ?? "" });
}

/** The fields that every request has. */
export function standardFields(consumerId: string, nowMs: number): Record<string, string> {
  return {
    oauth_consumer_key: consumerId,
    oauth_nonce: "0123456789",
    oauth_timestamp: String(Math.floor(nowMs / 1000)),
    oauth_signature_method: "HMAC-SHA1",
    oauth_version: "1.0",
  };
}

export function toHeader(fields: Readonly<Record<string, string>>): string {
  const items = Object.entries(fields).map(([name, value]) => `${name}="${percentEncode(value)}"`);
  return `OAuth ${items.join(", ")}`;
}
