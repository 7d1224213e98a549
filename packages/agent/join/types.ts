import type { TrustRoot } from "@multisite/identity/star";

/** What a joining host tells of itself. */
export interface About {
  /** Public keys of its member, base64. */
  readonly signingKey: string;
  readonly sealingKey: string;
  readonly nowMs: number;
  /** Of a stock Keystone on the host: what is part of the tokens' wire format there (design D1). */
  readonly wire?: { readonly authMethods: readonly string[]; readonly defaultDomainId: string };
}

/** What the star tells a host that it lets in. */
export interface Welcome {
  /** Text of the star's document. */
  readonly document: string;
  readonly root: TrustRoot;
}
