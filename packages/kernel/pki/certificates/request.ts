import { MultisiteError } from "../../errors/index.ts";
import { pairOf, SIGNATURE } from "./keys.ts";
import { Pkcs10CertificateRequest, Pkcs10CertificateRequestGenerator } from "./x509.ts";

/**
 * A request for a certificate, PEM: the public key, and the proof that the asker has the private one. Names are not asked for: the
 * authority knows whom it invited, or whose certificate it renews.
 */
export async function createRequest(privateKeyText: string): Promise<string> {
  const request = await Pkcs10CertificateRequestGenerator.create({
    keys: pairOf(privateKeyText),
    signingAlgorithm: SIGNATURE,
  });
  return request.toString("pem");
}

/** @throws MultisiteError `kernel.pki.request` when it is none, is of another kind of key, or the asker has not the private key */
export async function readRequest(text: string): Promise<Pkcs10CertificateRequest> {
  try {
    const request = new Pkcs10CertificateRequest(text);
    const { name, namedCurve } = request.publicKey.algorithm as { name?: string; namedCurve?: string };
    if (name === SIGNATURE.name && namedCurve === SIGNATURE.namedCurve && (await request.verify())) return request;
  } catch {
    // Said below.
  }
  throw new MultisiteError(
    "kernel.pki.request",
    "This is no certificate request of a P-256 key, signed with that key; let the node make it again.",
  );
}
