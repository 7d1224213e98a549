import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { writeDurably } from "../durable-file/index.ts";
import { MultisiteError } from "../errors/index.ts";
import type { Authority, IssueOptions } from "./authority/index.ts";
import { createPrivateKeyText } from "./certificates/keys.ts";
import { createRequest } from "./certificates/request.ts";
import { pkiFiles } from "./files.ts";

/**
 * The request for this node's certificate. Its key is made when there is none, and stays: a new certificate for it is one file that
 * changes, so that at no moment key and certificate do not fit. Who wants a new key lets the node join anew.
 */
export async function requestCertificate(directory: string): Promise<string> {
  const { privateKey } = pkiFiles(directory);
  if (!existsSync(privateKey)) writeDurably(privateKey, createPrivateKeyText(), 0o600);
  return createRequest(readFileSync(privateKey, "utf8"));
}

/**
 * Puts the certificate where the links read it.
 *
 * @throws MultisiteError `kernel.pki.file` when it is not for this node's key, or not of this authority
 */
export function storeCertificate(directory: string, certificate: string, authority: string): void {
  const files = pkiFiles(directory);
  const read = new X509Certificate(certificate);
  const publicKey = new X509Certificate(authority).publicKey;
  if (!read.verify(publicKey) || !read.checkPrivateKey(createPrivateKey(readFileSync(files.privateKey)))) {
    throw new MultisiteError("kernel.pki.file", "The certificate that came is not for this node's key, or not of its authority.");
  }
  if (!existsSync(files.authority)) writeDurably(files.authority, authority, 0o644);
  writeDurably(files.certificate, certificate, 0o644);
}

/** The certificate of the node where the authority is, which need not join. */
export async function issueOwnCertificate(authority: Authority, directory: string, options: IssueOptions): Promise<void> {
  const certificate = await authority.issue(await requestCertificate(directory), options);
  storeCertificate(directory, certificate, authority.certificate);
}
