import { timingSafeEqual } from "node:crypto";
import type { SignedRequest } from "./request.ts";
import { computeS3Signature } from "./s3-signature.ts";
import { computeSignature } from "./signature.ts";

/** Whether an EC2 request carries its owner's signature (keystone/api/ec2tokens.py, EC2TokensResource._check_signature). */
export function verifyEc2Signature(secret: string, request: SignedRequest): boolean {
  if (!request.signature) return false;
  if (isEqual(request.signature, computeSignature(secret, request))) return true;
  // Some clients leave the port out when they sign.
  if (!request.host.includes(":")) return false;
  return isEqual(request.signature, computeSignature(secret, { ...request, host: hostWithoutPort(request.host) }));
}

/** Whether an S3 request carries its owner's signature (keystone/api/s3tokens.py, S3Resource._check_signature). */
export function verifyS3Signature(secret: string, request: SignedRequest): boolean {
  if (!request.signature || request.token === undefined) return false;
  return isEqual(request.signature, computeS3Signature(secret, Buffer.from(request.token, "base64url")));
}

/** Python's urlsplit gives the host in lower case, and an IPv6 address without brackets. */
function hostWithoutPort(host: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(host);
  return (bracketed?.[1] ?? host.split(":")[0] ?? "").toLowerCase();
}

function isEqual(given: string, expected: string | undefined): boolean {
  if (expected === undefined) return false;
  const [left, right] = [Buffer.from(given, "utf8"), Buffer.from(expected, "utf8")];
  return left.length === right.length && timingSafeEqual(left, right);
}
