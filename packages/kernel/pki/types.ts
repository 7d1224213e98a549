/** Whom a certificate names: one node of one star. */
export interface NodeName {
  readonly star: string;
  readonly site: string;
  readonly node: string;
}

/** A certificate that may not be used any more, although it has not expired. */
export interface RevokedCertificate extends NodeName {
  /** Of the certificate, upper-case hexadecimal as Node and OpenSSL show it. */
  readonly serial: string;
  readonly reason: string;
  readonly revokedAtMs: number;
  /** After this it need not be listed. */
  readonly expiresAtMs: number;
}

/** What the authority has revoked, as every node of the star has it. */
export interface RevocationList {
  readonly star: string;
  /** Grows with every change; a node takes no list with a lower one. */
  readonly number: number;
  readonly revoked: readonly RevokedCertificate[];
}

/** As it is on disks and crosses links: the text of the list, and the authority's signature over it. Anybody may carry it. */
export interface SignedRevocations {
  readonly list: string;
  readonly signature: string;
}
