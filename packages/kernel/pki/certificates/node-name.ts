import type { X509Certificate } from "node:crypto";
import { MultisiteError } from "../../errors/index.ts";
import type { NodeName } from "../types.ts";

const WORD = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const NAME = /^multisite:\/\/([^/]+)\/([^/]+)\/([^/]+)$/;

/** As it stands in a certificate, among its alternative names. */
export function nodeUri({ star, site, node }: NodeName): string {
  return `multisite://${star}/${site}/${node}`;
}

/**
 * Names that go into certificates are plain words, so that none can be taken for two, or for another.
 *
 * @throws MultisiteError `kernel.pki.name`
 */
export function requireWords(name: Partial<NodeName>): void {
  for (const [what, word] of Object.entries(name)) {
    if (typeof word === "string" && WORD.test(word)) continue;
    throw new MultisiteError(
      "kernel.pki.name",
      `The ${what} ${JSON.stringify(word)} cannot stand in a certificate: take 1 to 63 letters, digits, dots, dashes and underscores, with a letter or digit at both ends.`,
    );
  }
}

/** Whom the certificate names; undefined when it names no node, or more than one. */
export function nameOf(certificate: X509Certificate): NodeName | undefined {
  const uris = (certificate.subjectAltName ?? "")
    .split(", ")
    .filter((entry) => entry.startsWith("URI:"))
    .map((entry) => NAME.exec(entry.slice("URI:".length)));
  const [star = "", site = "", node = ""] = uris[0]?.slice(1) ?? [];
  return uris.length === 1 && [star, site, node].every((word) => WORD.test(word)) ? { star, site, node } : undefined;
}
