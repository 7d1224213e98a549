import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { Clock } from "../../clock/index.ts";
import { writeDurably } from "../../durable-file/index.ts";
import { MultisiteError } from "../../errors/index.ts";
import { type Random, systemRandom } from "../../random/index.ts";
import { fingerprintOf, nameOf, readRequest, requireWords } from "../certificates/index.ts";
import { createPrivateKeyText, pairOf } from "../certificates/keys.ts";
import { pkiFiles, readCertificate } from "../files.ts";
import { openRevocations, type Revocations, signRevocations } from "../revocations/index.ts";
import type { RevocationList } from "../types.ts";
import { makeAuthorityCertificate, makeNodeCertificate } from "./issue.ts";
import { type IssuedCertificate, openRegister, type Register } from "./register.ts";

/** Whom a certificate is made for; the authority decides, not the request. */
export interface IssueOptions {
  readonly site: string;
  readonly node: string;
  /** DNS names and IP addresses besides. */
  readonly hosts?: readonly string[];
  /** Longest life; the authority's own when unset. */
  readonly lifeMs?: number;
  /** Asked last, when nothing can come in between any more: whether the node was not revoked while its certificate was made. */
  readonly isWanted?: () => boolean;
}

/** The certificate authority of a star. It is at one node, which nobody needs but who joins, renews or is revoked. */
export interface Authority {
  readonly star: string;
  /** PEM. */
  readonly certificate: string;
  readonly fingerprint: string;
  /** What it has revoked; the same file that the node's links read. */
  readonly revocations: Revocations;
  readonly register: Register;
  /**
   * Makes a certificate for whoever made the request. PEM.
   *
   * @throws MultisiteError `kernel.pki.request`, `kernel.pki.name`
   */
  issue(request: string, options: IssueOptions): Promise<string>;
  /**
   * Makes a new certificate for a node that has one, with the same names.
   *
   * @throws MultisiteError `kernel.pki.revoked` when it has none that is not revoked; `kernel.pki.request`
   */
  renew(request: string, whom: { readonly site: string; readonly node: string }): Promise<string>;
  issued(node?: string): readonly IssuedCertificate[];
  /**
   * Revokes all certificates of a node, and withdraws its invitations; gives those that were not revoked before. The other nodes need
   * the new list.
   */
  revoke(node: string, reason: string): readonly IssuedCertificate[];
  close(): void;
}

export interface AuthorityOptions {
  /** The node's `pki` directory. */
  readonly directory: string;
  readonly clock: Clock;
  readonly random?: Random;
  /** Of nodes' certificates: a node renews its own after two thirds of it. */
  readonly nodeLifeMs?: number;
}

const DAY_MS = 86_400_000;
const AUTHORITY_LIFE_MS = 20 * 365 * DAY_MS;
/** A third of it is how long a node may be cut off from the authority without loss: a month. */
const NODE_LIFE_MS = 90 * DAY_MS;

/**
 * Makes the authority of a new star: `ca.key` (for its owner alone), `ca.crt`, and an empty list of what is revoked.
 *
 * @throws MultisiteError `kernel.pki.exists` when there is one: its certificates would be worth nothing
 */
export async function createAuthority(options: AuthorityOptions & { readonly star: string }): Promise<Authority> {
  const { directory, star, clock, random = systemRandom } = options;
  requireWords({ star });
  const files = pkiFiles(directory);
  if (existsSync(files.authority)) {
    throw new MultisiteError(
      "kernel.pki.exists",
      `There is a certificate authority in ${directory} already; a second one would make all its certificates worthless.`,
    );
  }
  const privateKey = createPrivateKeyText();
  const dates = { nowMs: clock.nowMs(), lifeMs: AUTHORITY_LIFE_MS, random };
  const certificate = await makeAuthorityCertificate(star, pairOf(privateKey), dates);
  writeDurably(files.authorityKey, privateKey, 0o600);
  writeDurably(files.authority, certificate, 0o644);
  return openAuthority(options);
}

/** @throws MultisiteError `kernel.pki.file`, `kernel.pki.register`, `kernel.pki.revocations` */
export function openAuthority({
  directory,
  clock,
  random = systemRandom,
  nodeLifeMs = NODE_LIFE_MS,
}: AuthorityOptions): Authority {
  const files = pkiFiles(directory);
  const authority = readCertificate(files.authority);
  const privateKey = readPrivateKey(files.authorityKey);
  const keys = pairOf(privateKey);
  const star = starOf(authority);
  const register = openRegister(files.register);
  const revocations = openRevocations({ path: files.revocations, authority, star });

  /** A list of its own with a higher number means that the register is an old backup: what was revoked stays so. */
  function publish(entries: RevocationList["revoked"]): void {
    revocations.reload();
    const known = revocations.signed === undefined ? [] : (JSON.parse(revocations.signed.list) as RevocationList).revoked;
    const number = register.addRevoked([...known, ...entries], revocations.number + 1);
    const list = { star, number, revoked: register.revoked(clock.nowMs(), star) };
    revocations.accept(signRevocations(list, createPrivateKey(privateKey)));
  }

  async function issue(text: string, options: IssueOptions): Promise<string> {
    const { site, node, hosts = [], lifeMs = nodeLifeMs, isWanted = () => true } = options;
    const request = await readRequest(text);
    const nowMs = clock.nowMs();
    const expiresAtMs = Math.min(nowMs + lifeMs, authority.validToDate.getTime());
    const name = { star, site, node };
    const dates = { nowMs, expiresAtMs, random };
    const certificate = await makeNodeCertificate({ name, hosts, request, authority, authorityKeys: keys, ...dates });
    if (!isWanted()) throw notWanted(node);
    // What is not in the register could not be revoked.
    register.addIssued({
      serial: new X509Certificate(certificate).serialNumber,
      site,
      node,
      hosts,
      issuedAtMs: nowMs,
      expiresAtMs,
    });
    return certificate;
  }

  // A new star has no list; and a crash may have come between the register and the file.
  if (revocations.number === 0 || revocations.number < register.listNumber()) publish([]);
  return {
    star,
    certificate: authority.toString(),
    fingerprint: fingerprintOf(authority),
    revocations,
    register,
    issue,
    async renew(text, { site, node }) {
      revocations.reload();
      const isValid = (serial: string): boolean => revocations.revoked(serial) === undefined;
      const latest = register.issued(clock.nowMs(), node).findLast((each) => each.site === site && isValid(each.serial));
      if (latest === undefined) throw notWanted(node);
      return issue(text, { site, node, hosts: latest.hosts, isWanted: () => isValid(latest.serial) });
    },
    issued: (node) => register.issued(clock.nowMs(), node),
    revoke(node, reason) {
      const nowMs = clock.nowMs();
      register.invitations.withdrawOf(node);
      const fresh = register.issued(nowMs, node).filter(({ serial }) => revocations.revoked(serial) === undefined);
      publish(
        fresh.map(({ serial, site, expiresAtMs }) => ({ star, serial, site, node, reason, revokedAtMs: nowMs, expiresAtMs })),
      );
      return fresh;
    },
    close: () => register.close(),
  };
}

function notWanted(node: string): MultisiteError {
  return new MultisiteError("kernel.pki.revoked", `The node ${node} has no valid certificate; let it join anew, if it may.`);
}

function readPrivateKey(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new MultisiteError("kernel.pki.file", `The key of the certificate authority ${path} cannot be read.`, { cause });
  }
}

/** The authority's certificate names its star. */
function starOf(authority: X509Certificate): string {
  const star = /URI:multisite:\/\/([^/,]+)$/.exec(authority.subjectAltName ?? "")?.[1];
  if (star === undefined || nameOf(authority) !== undefined) {
    throw new MultisiteError("kernel.pki.file", "The certificate of the authority names no star; put the file back.");
  }
  return star;
}
