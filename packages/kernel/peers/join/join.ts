import { sign, X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import type { TLSSocket } from "node:tls";
import type { Clock } from "../../clock/index.ts";
import { MultisiteError } from "../../errors/index.ts";
import { checkCertificate, fingerprintOf, isProblem, nameOf } from "../../pki/certificates/index.ts";
import { readCertificate } from "../../pki/files.ts";
import { openRevocations, pkiFiles, requestCertificate, storeCertificate } from "../../pki/index.ts";
import { privateKeyFromBytes } from "../../seal/curve-keys.ts";
import type { Secret } from "../../secret/index.ts";
import { bindingOf } from "../tls/binding.ts";
import { openSession, openTls } from "../tls/connect.ts";
import { readAnswer, startQuestion } from "../tls/question.ts";
import {
  decodeBody,
  decodeError,
  encodeBody,
  MAX_BODY_BYTES,
  PROTOCOL_VERSION,
  STATUS,
  VERSION_HEADER,
  versionProblem,
} from "../tls/wire.ts";
import { within } from "../tls/within.ts";
import { readToken } from "./token.ts";
import { type InvitationToken, JOIN_SUBJECT, type JoinAnswer, proofText } from "./types.ts";

export interface JoinOptions {
  readonly token: Secret;
  /** The node's `pki` directory. */
  readonly directory: string;
  /** What the inviting star shall know of this host. */
  readonly about: unknown;
  readonly clock: Clock;
  readonly version?: number;
  readonly timeoutMs?: number;
}

export interface Joined {
  readonly star: string;
  readonly site: string;
  readonly node: string;
  /** What the star tells this host. */
  readonly welcome: unknown;
}

const TIMEOUT_MS = 30_000;

/**
 * Joins a star: makes this host's key, proves to have been invited, and stores certificate, authority and what is revoked. It can be
 * done again when it was interrupted.
 *
 * @throws MultisiteError `kernel.join.*` when it is refused, by either side; what the inviting star says of this host
 */
export async function joinStar({ clock, timeoutMs = TIMEOUT_MS, ...options }: JoinOptions): Promise<Joined> {
  const { directory, about, version = PROTOCOL_VERSION } = options;
  const token = readToken(options.token);
  requireSameStar(directory, token);
  const request = await requestCertificate(directory);
  const { tls } = await openTls(token, { minVersion: "TLSv1.3" }, clock, timeoutMs).catch((cause: unknown) => {
    throw failure("unreachable", `The inviting node does not answer at ${token.host}:${token.port}; look at the network.`, cause);
  });
  const session = openSession(token.inviter, tls);
  try {
    const authority = requireInviter(tls, token, clock.nowMs());
    const question = { star: token.star, id: token.id, request, about };
    const secret = privateKeyFromBytes("ed25519", Buffer.from(token.secret, "base64url"));
    const proof = sign(null, Buffer.from(proofText(bindingOf(tls), question)), secret).toString("base64");
    const stream = startQuestion(session, JOIN_SUBJECT, encodeBody({ ...question, proof }), version);
    const whole = within(readAnswer(stream, MAX_BODY_BYTES), clock, timeoutMs, () => new Error(`No answer in ${timeoutMs} ms.`));
    const { head, text } = await whole.catch((cause: unknown) => {
      throw failure("unreachable", "The inviting node did not answer, or the connection broke; do the same again.", cause);
    });
    const answer = meaning(head, text, version);
    store(directory, token, authority, answer);
    return { star: token.star, site: token.site, node: token.node, welcome: answer.welcome };
  } finally {
    session.close();
  }
}

/** A host is in one star; its certificates of another one would be lost. */
function requireSameStar(directory: string, token: InvitationToken): void {
  const { authority } = pkiFiles(directory);
  if (!existsSync(authority) || fingerprintOf(readCertificate(authority)) === token.fingerprint) return;
  throw failure("star", `This host is in another star already; take ${directory} away to let it join ${token.star}.`);
}

/** The authority of the invitation, and proof that who answers is the node that invited: only it may say what the star is. */
function requireInviter(tls: TLSSocket, token: InvitationToken, nowMs: number): X509Certificate {
  const shown = tls.getPeerX509Certificate();
  const authority = shown?.issuerCertificate;
  if (shown === undefined || authority === undefined || fingerprintOf(authority) !== token.fingerprint) {
    throw failure(
      "authority",
      `What answers at ${token.host}:${token.port} is not of the star that invited; look at the address, or somebody is in between.`,
    );
  }
  const { star } = token;
  const outcome = checkCertificate(shown, { authority, star, nowMs, revoked: () => undefined });
  if (isProblem(outcome))
    throw failure("authority", `What answers at ${token.host}:${token.port} is not trusted: ${outcome.text}`);
  if (outcome.node === token.inviter) return authority;
  throw failure("authority", `The node ${outcome.node} answers at ${token.host}:${token.port}, and not ${token.inviter}.`);
}

function meaning(head: Record<string, unknown>, text: string, version: number): JoinAnswer {
  const body = decodeBody(text);
  const outdated = versionProblem(head[VERSION_HEADER], version);
  if (outdated !== undefined) throw failure("version", `The inviting node cannot be joined: ${outdated}`);
  const status = Number(head[":status"]);
  if (status === STATUS.result) return body as JoinAnswer;
  throw status === STATUS.refused ? failure("refused", `The inviting node refuses: ${body}`) : decodeError(body);
}

/** The certificate comes last: with it the host has joined. */
function store(directory: string, token: InvitationToken, authority: X509Certificate, answer: JoinAnswer): void {
  const { star, site, node } = token;
  const found = nameOf(new X509Certificate(answer.certificate));
  if (found?.star !== star || found.site !== site || found.node !== node) {
    throw failure("refused", "The inviting node gave a certificate for another node; this is an error in its program.");
  }
  if (answer.revocations) {
    openRevocations({ path: pkiFiles(directory).revocations, authority, star }).accept(answer.revocations);
  }
  storeCertificate(directory, answer.certificate, authority.toString());
}

function failure(code: string, message: string, cause?: unknown): MultisiteError {
  return new MultisiteError(`kernel.join.${code}`, message, { cause });
}
