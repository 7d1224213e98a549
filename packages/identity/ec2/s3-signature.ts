import { createHmac } from "node:crypto";
import { signingKey } from "./signature.ts";

const SERVICES = ["s3", "iam", "sts"];

/**
 * The signature of an S3 request's text to sign, which begins with `AWS4` in version 4; undefined when that is malformed
 * (keystone/api/s3tokens.py, _calculate_signature_v1 and _calculate_signature_v4).
 */
export function computeS3Signature(secret: string, stringToSign: Buffer): string | undefined {
  if (stringToSign.subarray(0, 4).toString("latin1") !== "AWS4") {
    return createHmac("sha1", secret).update(stringToSign).digest("base64");
  }
  const lines = stringToSign.toString("utf8").split("\n");
  if (lines.length !== 4 || lines[0] !== "AWS4-HMAC-SHA256") return undefined;
  const [date = "", region = "", service = "", terminator, ...rest] = (lines[2] ?? "").split("/");
  if (terminator !== "aws4_request" || rest.length > 0 || !SERVICES.includes(service)) return undefined;
  return createHmac("sha256", signingKey(secret, date, region, service))
    .update(stringToSign)
    .digest("hex");
}
