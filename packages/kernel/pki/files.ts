import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MultisiteError } from "../errors/index.ts";

/** What is in a node's `pki` directory. */
export interface PkiFiles {
  /** The certificate of the authority. */
  readonly authority: string;
  /** Only where the authority is. */
  readonly authorityKey: string;
  /** Only where the authority is. */
  readonly register: string;
  readonly certificate: string;
  readonly privateKey: string;
  readonly revocations: string;
}

export function pkiFiles(directory: string): PkiFiles {
  return {
    authority: join(directory, "ca.crt"),
    authorityKey: join(directory, "ca.key"),
    register: join(directory, "authority.db"),
    certificate: join(directory, "node.crt"),
    privateKey: join(directory, "node.key"),
    revocations: join(directory, "revoked.json"),
  };
}

/** @throws MultisiteError `kernel.pki.file` when it is missing or no certificate in PEM */
export function readCertificate(path: string): X509Certificate {
  try {
    return new X509Certificate(readFileSync(path));
  } catch (cause) {
    throw new MultisiteError(
      "kernel.pki.file",
      `The certificate ${path} cannot be read; let the node join, or put the file back.`,
      { cause },
    );
  }
}

/** When the certificate in the file stops to be valid. */
export function certificateExpiresAtMs(path: string): number {
  return readCertificate(path).validToDate.getTime();
}
