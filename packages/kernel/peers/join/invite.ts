import type { Clock } from "../../clock/index.ts";
import type { Authority, InvitationRow } from "../../pki/authority/index.ts";
import { requireWords } from "../../pki/certificates/index.ts";
import { type Random, systemRandom, urlSafeText } from "../../random/index.ts";
import { privateKeyFromBytes, publicText } from "../../seal/curve-keys.ts";
import type { Secret } from "../../secret/index.ts";
import type { PeerAddress } from "../tls/index.ts";
import { writeToken } from "./token.ts";

export interface InviteOptions {
  readonly authority: Authority;
  readonly clock: Clock;
  readonly random?: Random;
  /** Who is invited. */
  readonly site: string;
  readonly node: string;
  /** DNS names and IP addresses that its certificate has besides. */
  readonly hosts?: readonly string[];
  /** This node, as the other one reaches it. */
  readonly inviter: { readonly node: string; readonly address: PeerAddress };
  readonly validMs: number;
}

export interface Invitation {
  readonly id: string;
  readonly expiresAtMs: number;
  /** To be given to the joining host; it is kept nowhere. */
  readonly token: Secret;
}

const SECRET_BYTES = 32;
const ID_BYTES = 12;
/** Who comes with an old invitation hears that it has expired, and not that there is none. */
const REMEMBERED_MS = 30 * 86_400_000;

/**
 * Invites one node, once.
 *
 * @throws MultisiteError `kernel.pki.name`
 */
export function invite(options: InviteOptions): Invitation {
  const { authority, clock, random = systemRandom, site, node, hosts = [], inviter, validMs } = options;
  requireWords({ site, node });
  const { invitations } = authority.register;
  const nowMs = clock.nowMs();
  const secret = random.bytes(SECRET_BYTES);
  const id = urlSafeText(random, ID_BYTES);
  const expiresAtMs = nowMs + validMs;
  invitations.forget(nowMs - REMEMBERED_MS);
  invitations.add({ id, site, node, hosts, verifier: publicText(privateKeyFromBytes("ed25519", secret)), expiresAtMs });
  const { star, fingerprint } = authority;
  const token = { star, site, node, inviter: inviter.node, ...inviter.address, fingerprint, id };
  return { id, expiresAtMs, token: writeToken({ ...token, secret: secret.toString("base64url") }) };
}

/** Invitations that can still be used. */
export function openInvitations(authority: Authority, nowMs: number): readonly InvitationRow[] {
  return authority.register.invitations.all().filter((row) => row.usedBy === undefined && row.expiresAtMs > nowMs);
}
