import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { Clock } from "../clock/index.ts";
import { MultisiteError, messageOf } from "../errors/index.ts";

/** Where a server's certificate chain and key are, as PEM. */
export interface TlsFiles {
  readonly certificate: string;
  readonly privateKey: string;
}

/** A certificate chain and the key that belongs to it. */
export interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/**
 * Reads both files and checks that they belong together.
 *
 * @throws MultisiteError `kernel.http.tls_unreadable` or `kernel.http.tls_invalid`; neither shows anything of the key
 */
export function readTlsFiles(files: TlsFiles): TlsMaterial {
  const material = { cert: readPem(files.certificate, "certificate"), key: readPem(files.privateKey, "private key") };
  try {
    createSecureContext(material);
    new X509Certificate(material.cert);
  } catch (thrown) {
    throw new MultisiteError(
      "kernel.http.tls_invalid",
      `The certificate ${files.certificate} and the private key ${files.privateKey} cannot be used together; both must be PEM, and the first certificate must be that of the key.`,
      { detail: messageOf(thrown) },
    );
  }
  return material;
}

/**
 * Looks at the files every `everyMs` and hands over new ones that are fit for use; what is not fit (one of the two replaced,
 * the other not yet) is told once and leaves the former pair in use. Returns how to stop.
 */
export function followTlsFiles(
  files: TlsFiles,
  options: {
    readonly clock: Clock;
    readonly everyMs: number;
    /** What is in use now. */
    readonly current: TlsMaterial;
    readonly onChange: (material: TlsMaterial) => void;
    readonly onProblem: (problem: MultisiteError) => void;
  },
): () => void {
  let current = options.current;
  let toldProblem = "";
  return options.clock.every(options.everyMs, () => {
    try {
      const latest = readTlsFiles(files);
      toldProblem = "";
      if (latest.cert.equals(current.cert) && latest.key.equals(current.key)) return;
      current = latest;
      options.onChange(latest);
    } catch (thrown) {
      if (!(thrown instanceof MultisiteError)) throw thrown;
      if (toldProblem === thrown.message) return;
      toldProblem = thrown.message;
      options.onProblem(thrown);
    }
  });
}

function readPem(path: string, what: string): Buffer {
  try {
    return readFileSync(path);
  } catch (thrown) {
    throw new MultisiteError(
      "kernel.http.tls_unreadable",
      `The TLS ${what} ${path} cannot be read; check the path and that this user may read it.`,
      { detail: messageOf(thrown) },
    );
  }
}
