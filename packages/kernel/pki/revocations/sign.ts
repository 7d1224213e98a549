import { type KeyObject, sign, verify, type X509Certificate } from "node:crypto";
import { MultisiteError } from "../../errors/index.ts";
import type { RevocationList, SignedRevocations } from "../types.ts";

/** So that nothing else that the authority signs can be taken for a list. */
const PREFIX = "multisite revocations\n";

/** Signs with the private key of the authority. */
export function signRevocations(list: RevocationList, authorityKey: KeyObject): SignedRevocations {
  const text = JSON.stringify(list);
  return { list: text, signature: sign("sha256", Buffer.from(PREFIX + text), authorityKey).toString("base64") };
}

/** @throws MultisiteError `kernel.pki.revocations` when it is no list, of another star, or not signed by this authority */
export function readRevocations(signed: unknown, authority: X509Certificate, star: string): RevocationList {
  const { list: text, signature } = (signed ?? {}) as Partial<SignedRevocations>;
  if (typeof text !== "string" || typeof signature !== "string") throw unfit("is in a form that this version does not know");
  if (!verify("sha256", Buffer.from(PREFIX + text), authority.publicKey, Buffer.from(signature, "base64"))) {
    throw unfit("is not signed by the certificate authority of this star");
  }
  const list = JSON.parse(text) as RevocationList;
  if (list.star !== star) throw unfit(`is of the star ${list.star}`);
  return list;
}

function unfit(problem: string): MultisiteError {
  return new MultisiteError("kernel.pki.revocations", `A list of revoked certificates ${problem}; it is not taken.`);
}
