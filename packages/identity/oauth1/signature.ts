import { createHmac, timingSafeEqual } from "node:crypto";
import { percentEncode } from "../ec2/percent-encode.ts";
import type { OauthRequest } from "./request.ts";

/** Methods that a request may name; RSA is named too, but no consumer has such a key (oauthlib/oauth1/rfc5849/__init__.py). */
export const SIGNATURE_METHODS = [
  "HMAC-SHA1",
  "HMAC-SHA256",
  "HMAC-SHA512",
  "RSA-SHA1",
  "RSA-SHA256",
  "RSA-SHA512",
  "PLAINTEXT",
] as const;

const HASHES: Readonly<Record<string, string>> = { "HMAC-SHA1": "sha1", "HMAC-SHA256": "sha256", "HMAC-SHA512": "sha512" };

/** The two secrets that sign; there is no token yet when one is asked for. */
export interface OauthSecrets {
  readonly consumerSecret: string;
  readonly tokenSecret: string | undefined;
}

/** The signature that a request should carry; undefined for a method that cannot be computed (RFC 5849, section 3.4). */
export function computeOauthSignature(request: OauthRequest, { consumerSecret, tokenSecret }: OauthSecrets): string | undefined {
  const key = `${percentEncode(consumerSecret)}&${percentEncode(tokenSecret ?? "")}`;
  const method = request.fields.get("oauth_signature_method") ?? "";
  if (method === "PLAINTEXT") return key;
  const hash = HASHES[method];
  return hash === undefined ? undefined : createHmac(hash, key).update(baseString(request), "utf8").digest("base64");
}

/** Whether the request carries the signature of these secrets. */
export function verifyOauthSignature(request: OauthRequest, secrets: OauthSecrets): boolean {
  const expected = computeOauthSignature(request, secrets);
  const given = request.fields.get("oauth_signature");
  if (expected === undefined || given === undefined) return false;
  const [left, right] = [Buffer.from(given, "utf8"), Buffer.from(expected, "utf8")];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Signature base string (RFC 5849, section 3.4.1). */
function baseString({ httpMethod, url, signedParameters }: OauthRequest): string {
  const encoded = signedParameters.map(([name, value]) => [percentEncode(name), percentEncode(value)] as const);
  const sorted = encoded.toSorted(([leftName, left], [rightName, right]) => compare(leftName, rightName) || compare(left, right));
  const normalized = sorted.map(([name, value]) => `${name}=${value}`).join("&");
  return [httpMethod.toUpperCase(), baseUri(url), normalized].map(percentEncode).join("&");
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** The URL without query and default port, scheme and host in lower case (RFC 5849, section 3.4.1.2). */
export function baseUri(url: string): string {
  const [, scheme = "", authority = "", path = ""] = /^([^:/?#]+):\/\/([^/?#]*)([^?#]*)/.exec(url) ?? [];
  const host = authority.slice(authority.lastIndexOf("@") + 1).toLowerCase();
  const standardPort = scheme.toLowerCase() === "https" ? ":443" : ":80";
  const netloc = host.endsWith(standardPort) ? host.slice(0, -standardPort.length) : host;
  return `${scheme.toLowerCase()}://${netloc}${path === "" ? "/" : path}`.replaceAll(" ", "%20");
}
