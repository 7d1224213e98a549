import { createHmac } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The one-time code of RFC 6238 (30 s, six digits, SHA-1) that a phone would show for a base32 secret. */
export function oneTimeCode(base32: string, timeMs: number): string {
  const bits = [...base32].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(timeMs / 30_000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** What an EC2 service sends to `/v3/ec2tokens`: a request signed by version 2 with an access key. */
export function signedEc2Request(access: string, secret: string, timeMs: number): unknown {
  const params = {
    AWSAccessKeyId: access,
    Action: "DescribeInstances",
    SignatureMethod: "HmacSHA256",
    SignatureVersion: "2",
    Timestamp: new Date(timeMs).toISOString().replace(/\.\d+Z/, "Z"),
  };
  const host = "ec2.example.org";
  const query = Object.entries(params)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
  const signature = createHmac("sha256", secret).update(`GET\n${host}\n/\n${query}`).digest("base64");
  return { ec2Credentials: { access, host, verb: "GET", path: "/", params, signature } };
}
