import type { NewAlarm } from "@multisite/kernel/alarms";
import type { CertificateStatus } from "@multisite/kernel/peers/certificates";
import type { AgentPorts } from "../agent/types.ts";

const DAY_MS = 86_400_000;
/** So long before a certificate ends somebody must look, as two thirds of its life have gone by without a new one. */
const LATE_MS = 14 * DAY_MS;

/** What is wrong with a node's certificate; pure. */
export function certificateAlarms(
  { site, node }: { readonly site: string; readonly node: string },
  { expiresAtMs, renewalFailure, revokedReason }: CertificateStatus,
  nowMs: number,
): readonly NewAlarm[] {
  const id = `star.certificate/${node}`;
  const next = `multisite star status, then the log of the agent on ${node}`;
  if (revokedReason !== undefined) {
    const cause = `The star does not want ${node} any more (${revokedReason}): the others refuse its links.`;
    return [{ id, severity: "critical", site, cause, next: "Ask who evicted it; it can come back under another name only" }];
  }
  const days = Math.floor((expiresAtMs - nowMs) / DAY_MS);
  if (expiresAtMs <= nowMs) {
    const cause = `The certificate of ${node} has expired: no other node talks to it. Logins and validations go on there.`;
    return [{ id, severity: "critical", site, cause, next }];
  }
  if (renewalFailure === undefined || expiresAtMs - nowMs > LATE_MS) return [];
  return [
    {
      id,
      severity: "major",
      site,
      cause: `The certificate of ${node} ends in ${days} days and is not renewed: ${renewalFailure}`,
      next,
    },
  ];
}

/** Raises and clears them. */
export function watchCertificate({ certificates, alarms, links, clock }: AgentPorts): void {
  if (certificates === undefined) return;
  alarms.settle(`star.certificate/${links.self.node}`, certificateAlarms(links.self, certificates.status(), clock.nowMs()));
}
