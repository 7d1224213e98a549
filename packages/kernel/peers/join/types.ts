import type { SignedRevocations } from "../../pki/index.ts";

/** Where strangers ask to join. */
export const JOIN_SUBJECT = "join";

/** What an invitation says to the host that joins. */
export interface InvitationToken {
  readonly star: string;
  readonly site: string;
  readonly node: string;
  /** Who answers: the node where the authority is. */
  readonly inviter: string;
  readonly host: string;
  readonly port: number;
  /** Of the authority's certificate. */
  readonly fingerprint: string;
  readonly id: string;
  /** 32 bytes, base64url. */
  readonly secret: string;
}

export interface JoinQuestion {
  readonly star: string;
  readonly id: string;
  /** PEM. */
  readonly request: string;
  /** What the joining host tells of itself. */
  readonly about: unknown;
  /** Signature with the secret, see {@link proofText}. */
  readonly proof: string;
}

export interface JoinAnswer {
  readonly certificate: string;
  readonly revocations: SignedRevocations | undefined;
  /** What the star tells the host. */
  readonly welcome: unknown;
}

/** What the holder of an invitation signs: for this connection, this key and these words only. */
export function proofText(binding: Buffer, { star, id, request, about }: Omit<JoinQuestion, "proof">): string {
  return JSON.stringify(["multisite join v1", binding.toString("base64"), star, id, request, about ?? null]);
}
