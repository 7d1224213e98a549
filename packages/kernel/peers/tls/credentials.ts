import { X509Certificate as Certificate, constants, type X509Certificate } from "node:crypto";
import type { SecureContextOptions } from "node:tls";
import { MultisiteError } from "../../errors/index.ts";
import { followTlsFiles, readTlsFiles, type TlsMaterial } from "../../http/index.ts";
import { type CertificateProblem, checkCertificate, isProblem, nameOf, problemNow } from "../../pki/certificates/index.ts";
import { readCertificate } from "../../pki/files.ts";
import { type NodeName, openRevocations, type Revocations } from "../../pki/index.ts";
import type { TlsPeersOptions } from "./types.ts";

/** Who this node is, and whom it believes. */
export interface Credentials {
  readonly name: NodeName;
  readonly authority: X509Certificate;
  readonly revocations: Revocations;
  certificate(): X509Certificate;
  /** For new connections. */
  tls(): SecureContextOptions;
  check(certificate: X509Certificate): NodeName | CertificateProblem;
  /** What has become wrong since it was checked. */
  problemNow(certificate: X509Certificate): CertificateProblem | undefined;
  look(): void;
  stop(): void;
}

const LOOK_MS = 5000;

/**
 * Reads the files and follows them.
 *
 * @throws MultisiteError `kernel.http.tls_unreadable`, `kernel.http.tls_invalid`, `kernel.pki.file`, `kernel.pki.revocations`
 */
export function followCredentials(
  { files, clock, lookMs = LOOK_MS, onProblem = () => {} }: TlsPeersOptions,
  onChange: () => void,
): Credentials {
  const pair = { certificate: files.certificate, privateKey: files.privateKey };
  const authority = readCertificate(files.authority);
  let material = readTlsFiles(pair);
  let certificate = new Certificate(material.cert);
  const name = requireName(certificate, files.certificate);
  const revocations = openRevocations({ path: files.revocations, authority, star: name.star });
  const revoked = revocations.revoked;

  function change(latest: TlsMaterial): void {
    const read = new Certificate(latest.cert);
    const found = nameOf(read);
    if (found?.node !== name.node || found.site !== name.site || found.star !== name.star) {
      onProblem(misnamed(files.certificate, `is not for the node ${name.node} of the site ${name.site}`));
      return;
    }
    material = latest;
    certificate = read;
    onChange();
  }

  function lookForRevocations(): void {
    try {
      revocations.reload();
    } catch (thrown) {
      if (!(thrown instanceof MultisiteError)) throw thrown;
      onProblem(thrown);
    }
  }

  const stops = [
    followTlsFiles(pair, { clock, everyMs: lookMs, current: material, onChange: change, onProblem }),
    clock.every(lookMs, lookForRevocations),
  ];
  return {
    name,
    authority,
    revocations,
    certificate: () => certificate,
    tls: () => ({
      // Whoever joins knows the authority by its fingerprint only, and gets it here.
      cert: `${material.cert}\n${authority}`,
      key: material.key,
      ca: authority.toString(),
      minVersion: "TLSv1.3",
      // A connection that goes on where another one ended would not be checked as a new one is.
      secureOptions: constants.SSL_OP_NO_TICKET,
    }),
    check: (other) => checkCertificate(other, { authority, star: name.star, nowMs: clock.nowMs(), revoked }),
    problemNow: (other) => problemNow(other, { nowMs: clock.nowMs(), revoked }),
    look() {
      lookForRevocations();
      const latest = readTlsFiles(pair);
      if (!latest.cert.equals(material.cert) || !latest.key.equals(material.key)) change(latest);
    },
    stop() {
      for (const stop of stops) stop();
    },
  };
}

/** What the TLS library says by the machine's clock was checked by the one that is given. */
const BY_OUR_CLOCK: ReadonlySet<string> = new Set(["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"]);

/** Whom a connection's certificate proves the other end to be, or why it proves nothing. */
export function identify(
  credentials: Credentials,
  socket: { readonly authorized: boolean; readonly authorizationError: Error | undefined },
  certificate: X509Certificate,
): NodeName | CertificateProblem {
  const outcome = credentials.check(certificate);
  if (isProblem(outcome) || socket.authorized || BY_OUR_CLOCK.has(String(socket.authorizationError))) return outcome;
  // The TLS library saw something that our own check did not.
  return { kind: "unknown_authority", text: `its certificate is not accepted (${socket.authorizationError}).` };
}

function requireName(certificate: X509Certificate, path: string): NodeName {
  const name = nameOf(certificate);
  if (name === undefined) throw misnamed(path, "names no node of a star");
  return name;
}

function misnamed(path: string, problem: string): MultisiteError {
  return new MultisiteError("kernel.pki.file", `The certificate ${path} ${problem}; let the node join, or put the file back.`);
}
