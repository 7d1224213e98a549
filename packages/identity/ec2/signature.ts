import { createHash, createHmac } from "node:crypto";
import { percentEncode } from "./percent-encode.ts";
import type { SignedRequest } from "./request.ts";

/**
 * The signature that a request should carry, or undefined for one that is signed in no known way. Versions 0, 1, 2 and 4 of
 * AWS as OpenStack's services check them (keystoneclient/contrib/ec2/utils.py, Ec2Signer.generate).
 */
export function computeSignature(secret: string, request: SignedRequest): string | undefined {
  switch (request.params.SignatureVersion) {
    case "0":
      return base64Hmac("sha1", secret, `${request.params.Action ?? ""}${request.params.Timestamp ?? ""}`);
    case "1":
      return base64Hmac("sha1", secret, joinedParameters(request.params));
    case "2":
      return signVersion2(secret, request);
    default:
      return isVersion4(request) ? signVersion4(secret, request) : undefined;
  }
}

function base64Hmac(algorithm: "sha1" | "sha256", key: string, text: string): string {
  return createHmac(algorithm, key).update(text, "utf8").digest("base64");
}

const hmacSha256 = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text, "utf8").digest();

/** By code point, as Python compares texts. */
const byCodePoint = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));

function joinedParameters(params: SignedRequest["params"]): string {
  const names = Object.keys(params).sort((left, right) => byCodePoint(left.toLowerCase(), right.toLowerCase()));
  return names.map((name) => `${name}${params[name]}`).join("");
}

function canonicalQuery(params: SignedRequest["params"]): string {
  const names = Object.keys(params).sort(byCodePoint);
  return names.map((name) => `${percentEncode(name)}=${percentEncode(params[name] ?? "")}`).join("&");
}

function signVersion2(secret: string, { verb, host, path, params }: SignedRequest): string {
  const signed = { ...params, SignatureMethod: "HmacSHA256" };
  return base64Hmac("sha256", secret, `${verb}\n${host}\n${path}\n${canonicalQuery(signed)}`);
}

/** Version 4 has no version field: its algorithm stands in the `Authorization` header or in the query. */
function isVersion4({ headers, params }: SignedRequest): boolean {
  if (headers.Authorization?.startsWith("AWS4-HMAC-SHA256")) return true;
  return headers.Authorization === undefined && params["X-Amz-Algorithm"] === "AWS4-HMAC-SHA256";
}

function signVersion4(secret: string, request: SignedRequest): string | undefined {
  const [, date, region, service, ...rest] = authParameter(request, "Credential").split("/");
  const requestDate = request.headers["X-Amz-Date"] ?? request.params["X-Amz-Date"];
  if (date === undefined || date === "" || region === undefined || service === undefined) return undefined;
  if (!requestDate?.startsWith(date)) return undefined;
  const scope = [date, region, service, ...rest].join("/");
  const hashedRequest = createHash("sha256").update(canonicalRequest(request), "utf8").digest("hex");
  const stringToSign = ["AWS4-HMAC-SHA256", requestDate, scope, hashedRequest].join("\n");
  return hmacSha256(signingKey(secret, date, region, service), stringToSign).toString("hex");
}

/** The key of a day, region and service (AWS signature version 4, also used for S3 requests). */
export function signingKey(secret: string, date: string, region: string, service: string): Buffer {
  return [date, region, service, "aws4_request"].reduce<Buffer>(hmacSha256, Buffer.from(`AWS4${secret}`, "utf8"));
}

/** A field of the `Authorization` header, or the query parameter `X-Amz-…` of that name. */
function authParameter({ headers, params }: SignedRequest, name: string): string {
  const header = headers.Authorization;
  if (header === undefined) return params[`X-Amz-${name}`] ?? "";
  const start = header.indexOf(`${name}=`);
  return start < 0 ? "" : (header.slice(start + name.length + 1).split(",")[0] ?? "");
}

function canonicalRequest(request: SignedRequest): string {
  const signedHeaders = authParameter(request, "SignedHeaders");
  const query = request.verb.toUpperCase() === "POST" ? "" : canonicalQuery(request.params);
  const headers = canonicalHeaders(request, signedHeaders);
  return [request.verb.toUpperCase(), request.path, query, headers, signedHeaders, request.bodyHash].join("\n");
}

function canonicalHeaders({ headers }: SignedRequest, signedHeaders: string): string {
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase().trim(), value.trim()]));
  // Boto before 2.9.3 signs the host without its port.
  const stripsPort = /^Boto\/2\.[0-9]\.[0-2]/.test(lower.get("user-agent") ?? "");
  const lines: string[] = [];
  for (const name of signedHeaders.split(";")) {
    const value = lower.get(name);
    if (value === undefined) continue;
    lines.push(`${name}:${name === "host" && stripsPort ? value.split(":")[0] : value}`);
  }
  return `${lines.join("\n")}\n`;
}
