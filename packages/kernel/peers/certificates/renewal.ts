import { MultisiteError } from "../../errors/index.ts";
import { pkiFiles, readCertificate } from "../../pki/files.ts";
import { type Authority, requestCertificate, storeCertificate } from "../../pki/index.ts";
import type { TlsPeers } from "../tls/index.ts";

/** Where a node asks the authority for a new certificate, with the one that it has. */
const RENEWAL_SUBJECT = "pki.renew";

/** Gives nodes new certificates for their own names; who asks is who the link proves. */
export function answerRenewals(links: TlsPeers, authority: Authority): void {
  links.answer(RENEWAL_SUBJECT, async (body, from) => {
    const { request } = (body ?? {}) as { request?: unknown };
    return { certificate: await authority.renew(String(request), from) };
  });
}

/** Whether two thirds of the certificate's life have passed. */
export function isRenewalDue(directory: string, nowMs: number): boolean {
  const { validFromDate, validToDate } = readCertificate(pkiFiles(directory).certificate);
  const lifeMs = validToDate.getTime() - validFromDate.getTime();
  return nowMs > validToDate.getTime() - lifeMs / 3;
}

/** How a node gets a new certificate: of the authority at its side, or of the node where that is. */
export async function renewCertificate(
  links: TlsPeers,
  directory: string,
  from: { readonly authority: Authority | undefined; readonly node: string | undefined },
): Promise<void> {
  const request = await requestCertificate(directory);
  const certificate = from.authority
    ? await from.authority.renew(request, links.self)
    : await askForCertificate(links, from.node, request);
  storeCertificate(directory, certificate, readCertificate(pkiFiles(directory).authority).toString());
  links.reload();
}

async function askForCertificate(links: TlsPeers, node: string | undefined, request: string): Promise<string> {
  if (node === undefined) {
    throw new MultisiteError(
      "kernel.pki.authority",
      "It is not known which node holds the certificate authority; no certificate can be renewed.",
    );
  }
  const answer = (await links.ask(node, RENEWAL_SUBJECT, { request }, { timeoutMs: 30_000 })) as { certificate: string };
  return answer.certificate;
}
