import type { X509Certificate } from "node:crypto";
import type { NodeName, RevokedCertificate } from "../types.ts";
import { nameOf } from "./node-name.ts";

/** Why a certificate is not accepted; the text is for whoever reads the log at either end. */
export interface CertificateProblem {
  readonly kind: "unknown_authority" | "expired" | "not_yet_valid" | "revoked" | "other_star" | "nameless";
  readonly text: string;
}

export interface CertificateChecks {
  readonly authority: X509Certificate;
  readonly star: string;
  readonly nowMs: number;
  readonly revoked: (serial: string) => RevokedCertificate | undefined;
}

/** Whom the certificate proves its holder to be, or why it proves nothing. There is no authority between ours and a node. */
export function checkCertificate(certificate: X509Certificate, checks: CertificateChecks): NodeName | CertificateProblem {
  const { authority, star, nowMs } = checks;
  if (!certificate.checkIssued(authority) || !certificate.verify(authority.publicKey)) {
    return {
      kind: "unknown_authority",
      text: "its certificate is not of the certificate authority of this star; let the node join anew.",
    };
  }
  const problem = problemNow(certificate, checks) ?? outOfDate(authority, nowMs, "the certificate of its authority");
  if (problem) return problem;
  const name = nameOf(certificate);
  if (name === undefined) return { kind: "nameless", text: "its certificate names no node." };
  if (name.star !== star) {
    return { kind: "other_star", text: `its certificate is for the star ${name.star}, and this is ${star}.` };
  }
  return name;
}

/** What can become wrong with a certificate that was right before. */
export function problemNow(
  certificate: X509Certificate,
  { nowMs, revoked }: Pick<CertificateChecks, "nowMs" | "revoked">,
): CertificateProblem | undefined {
  const entry = revoked(certificate.serialNumber);
  if (entry !== undefined) return { kind: "revoked", text: `its certificate was revoked: ${entry.reason}` };
  return outOfDate(certificate, nowMs, "its certificate");
}

function outOfDate(certificate: X509Certificate, nowMs: number, whose: string): CertificateProblem | undefined {
  const { validFromDate, validToDate } = certificate;
  if (nowMs > validToDate.getTime()) {
    const text = `${whose} expired on ${validToDate.toISOString()}, or a clock is wrong; let the node join anew.`;
    return { kind: "expired", text };
  }
  if (nowMs < validFromDate.getTime()) {
    const text = `${whose} is not valid before ${validFromDate.toISOString()}; look at the clocks of both nodes.`;
    return { kind: "not_yet_valid", text };
  }
  return undefined;
}

/** Whether the outcome of {@link checkCertificate} is a problem. */
export function isProblem(outcome: NodeName | CertificateProblem): outcome is CertificateProblem {
  return "kind" in outcome;
}

/** SHA-256 of the whole certificate, lower-case hexadecimal: how people and invitations name an authority. */
export function fingerprintOf(certificate: X509Certificate): string {
  return certificate.fingerprint256.replaceAll(":", "").toLowerCase();
}
