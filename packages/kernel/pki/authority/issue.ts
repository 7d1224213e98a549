import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { Random } from "../../random/index.ts";
import { SIGNATURE } from "../certificates/keys.ts";
import { nodeUri, requireWords } from "../certificates/node-name.ts";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  type Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from "../certificates/x509.ts";
import type { NodeName } from "../types.ts";

type KeyPair = Parameters<typeof X509CertificateGenerator.createSelfSigned>[0]["keys"];

/** A certificate begins so long before it is made: the clock of its holder may be behind that of the authority. */
const BACKDATED_MS = 3_600_000;

/** The certificate of an authority: it may sign certificates of nodes, and no other authority. */
export async function makeAuthorityCertificate(
  star: string,
  keys: KeyPair,
  { nowMs, lifeMs, random }: { readonly nowMs: number; readonly lifeMs: number; readonly random: Random },
): Promise<string> {
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(random),
    name: [{ CN: [`multisite ${star}`] }],
    notBefore: new Date(nowMs - BACKDATED_MS),
    notAfter: new Date(nowMs + lifeMs),
    signingAlgorithm: SIGNATURE,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      new SubjectAlternativeNameExtension([{ type: "url", value: `multisite://${star}` }]),
    ],
  });
  return pemOf(certificate.toString("pem"));
}

export interface NodeCertificateOptions {
  readonly name: NodeName;
  /** DNS names and IP addresses besides; the links between nodes go by the name alone. */
  readonly hosts: readonly string[];
  readonly request: Pkcs10CertificateRequest;
  readonly authority: X509Certificate;
  readonly authorityKeys: KeyPair;
  readonly nowMs: number;
  readonly expiresAtMs: number;
  readonly random: Random;
}

/** A certificate of a node, which is server and client at once. PEM. */
export async function makeNodeCertificate(options: NodeCertificateOptions): Promise<string> {
  const { name, hosts, request, authority, authorityKeys, nowMs, expiresAtMs, random } = options;
  requireWords(name);
  const alternatives: JsonGeneralName[] = [
    { type: "url", value: nodeUri(name) },
    ...hosts.map((value): JsonGeneralName => ({ type: isIP(value) === 0 ? "dns" : "ip", value })),
  ];
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(random),
    subject: [{ CN: [name.node] }],
    issuer: [{ CN: [`multisite ${name.star}`] }],
    notBefore: new Date(nowMs - BACKDATED_MS),
    notAfter: new Date(expiresAtMs),
    signingAlgorithm: SIGNATURE,
    publicKey: request.publicKey,
    signingKey: authorityKeys.privateKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension(alternatives),
      await SubjectKeyIdentifierExtension.create(request.publicKey),
      await AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const pem = pemOf(certificate.toString("pem"));
  // What no node would accept must not leave the authority.
  if (!new X509Certificate(pem).verify(authority.publicKey)) throw new Error("The authority's key and certificate do not fit.");
  return pem;
}

/** 16 random bytes, positive and without a leading zero, so that every library shows them alike. */
function serialNumber(random: Random): string {
  const bytes = random.bytes(16);
  bytes[0] = ((bytes[0] as number) & 0x3f) | 0x40;
  return bytes.toString("hex");
}

function pemOf(text: string): string {
  return `${text.trimEnd()}\n`;
}
