import { createHmac } from "node:crypto";

/** An access key and its secret. */
export interface Ec2Key {
  readonly access: string;
  readonly secret: string;
}

/** The body of `POST /v3/ec2tokens` for a request signed with version 2, written apart from the code under test. */
export function signEc2({ access, secret }: Ec2Key, nowMs: number): object {
  const host = "compute.test";
  const params: Record<string, string> = {
    AWSAccessKeyId: access,
    SignatureMethod: "HmacSHA256",
    SignatureVersion: "2",
    Timestamp: `${new Date(nowMs).toISOString().slice(0, 19)}Z`,
  };
  const query = Object.entries(params)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
  const signature = createHmac("sha256", secret).update(`GET\n${host}\n/\n${query}`).digest("base64");
  return { credentials: { access, signature, host, verb: "GET", path: "/", params } };
}

/** The body of `POST /v3/s3tokens` for a string signed with version 1. */
export function signS3({ access, secret }: Ec2Key): object {
  const text = "GET\n\n\nSun, 22 Nov 2026 10:00:00 GMT\n/bucket/object";
  const signature = createHmac("sha1", secret).update(text).digest("base64");
  // Keystone's Python wants the padding that Node's own "base64url" leaves out.
  const token = Buffer.from(text).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
  return { credentials: { access, signature, token } };
}
