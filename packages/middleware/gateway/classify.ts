import type { Purpose } from "../endpoints/index.ts";

const READS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
const TOKENS = "/v3/auth/tokens";
/** Signatures of EC2 and S3 requests are checked, nothing is changed (keystone/api/_shared/EC2_S3_Resource.py). */
const SIGNATURES: ReadonlySet<string> = new Set(["/v3/ec2tokens", "/v3/s3tokens"]);

/** What a request is; see {@link Purpose}. The path is without its query. */
export function classify(method: string, path: string, body: Buffer | undefined): Purpose {
  if (READS.has(method)) return "read";
  if (method !== "POST") return "write";
  const trimmed = path.endsWith("/") ? path.slice(0, -1) : path;
  if (SIGNATURES.has(trimmed)) return "login";
  if (trimmed !== TOKENS) return "write";
  return usesUpTrust(body) ? "write" : "login";
}

/** A trust may have a number of uses, of which each token takes one (keystone/trust/core.py, consume_use). */
function usesUpTrust(body: Buffer | undefined): boolean {
  return body?.includes("OS-TRUST:trust") ?? false;
}
