import type { MethodCodec } from "../methods.ts";
import type { MsgpackInput, MsgpackValue } from "../msgpack.ts";

/** The ten payload kinds; the number on the wire is the place in {@link PayloadKind.version}. */
export type TokenKind =
  | "unscoped"
  | "domain"
  | "project"
  | "trust"
  | "federated_unscoped"
  | "federated_project"
  | "federated_domain"
  | "oauth1"
  | "system"
  | "application_credential";

/** What the identity provider said about a federated user. */
export interface FederatedInformation {
  readonly groupIds: readonly string[];
  readonly identityProviderId: string;
  readonly protocolId: string;
}

/** What a token says, without the kind, which follows from the fields that are present. */
export interface TokenContents {
  readonly userId: string;
  /** Names of the methods that were used; after decoding, the highest bit first. */
  readonly methods: readonly string[];
  readonly projectId?: string;
  readonly domainId?: string;
  /** "all", the only system scope that Keystone has. */
  readonly system?: string;
  readonly trustId?: string;
  /** OAuth 1 access token. */
  readonly accessTokenId?: string;
  readonly applicationCredentialId?: string;
  readonly federated?: FederatedInformation;
  /** Whole seconds, since what Keystone issues has no fractions. */
  readonly expiresAtMs: number;
  /** The token's own audit ID, then (after a rescope) that of the first token of the chain; URL-safe base64 without padding. */
  readonly auditIds: readonly string[];
  /** Whole seconds: only the envelope's timestamp carries it, fractions are cut off. */
  readonly issuedAtMs: number;
}

/** What an opened token says. */
export interface TokenPayload extends TokenContents {
  readonly kind: TokenKind;
}

/** What a payload carries apart from the time of issue, which the envelope carries. */
export type PayloadContents = Omit<TokenContents, "issuedAtMs">;

/** What every site must share, since it is part of the wire format. */
export interface WireSettings {
  readonly methods: MethodCodec;
  /** `[identity] default_domain_id`: the one domain ID that need not be a UUID. */
  readonly defaultDomainId: string;
}

/** One payload version: how its fields become the elements of the array after the version, and back. */
export interface PayloadKind {
  readonly kind: TokenKind;
  readonly version: number;
  /** Whether a token with these contents is of this kind, given that none of the kinds before it is. */
  matches(contents: PayloadContents): boolean;
  pack(contents: PayloadContents, wire: WireSettings): MsgpackInput[];
  /** @throws UnrecognizedPayload when the fields have not the form of this kind */
  unpack(fields: readonly MsgpackValue[], wire: WireSettings): PayloadContents;
}
