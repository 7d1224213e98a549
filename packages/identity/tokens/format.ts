import type { Random } from "@multisite/kernel/random";
import { type EnvelopeFailure, sealEnvelope } from "./fernet.ts";
import { BLOCK_BYTES } from "./key.ts";
import type { KeySource } from "./key-source.ts";
import { createMethodCodec } from "./methods.ts";
import { MsgpackError } from "./msgpack.ts";
import { openWith, primaryKey } from "./open.ts";
import { UnrecognizedPayload } from "./payload/fields.ts";
import { packPayload, unpackPayload } from "./payload/index.ts";
import type { TokenContents, TokenPayload, WireSettings } from "./payload/types.ts";

/** Why a token was not opened; `unrecognized` is authentic, but of no payload version that is known here. */
export type TokenFailure = EnvelopeFailure | "unrecognized";

/** What a token says, or why it was not opened. */
export type OpenedToken =
  | { readonly ok: true; readonly payload: TokenPayload }
  | { readonly ok: false; readonly reason: TokenFailure };

/** Makes and reads Fernet tokens, byte for byte as Keystone does. */
export interface TokenFormat {
  /**
   * The token that says this. The kind follows from the fields that are present.
   *
   * @throws MultisiteError `identity.token.*` when no payload can carry the fields
   */
  seal(contents: TokenContents): string;
  /** What the token says. Whether it has expired or was revoked is not looked at. Never throws for any text. */
  open(token: string): OpenedToken;
}

export interface TokenFormatOptions {
  readonly keys: KeySource;
  /** `[auth] methods`, in the order that every site shares. */
  readonly methods: readonly string[];
  /** `[identity] default_domain_id`. */
  readonly defaultDomainId: string;
  readonly random: Random;
}

/** Largest time that a date can hold. */
const MAX_TIMESTAMP_SECONDS = 8.64e12;

/** The Fernet token provider (token/token_formatters.py, TokenFormatter). */
export function createTokenFormat({ keys, methods, defaultDomainId, random }: TokenFormatOptions): TokenFormat {
  const wire: WireSettings = { methods: createMethodCodec(methods), defaultDomainId };

  return {
    seal(contents) {
      const plaintext = packPayload(contents, wire);
      return sealEnvelope(primaryKey(keys), plaintext, contents.issuedAtMs, random.bytes(BLOCK_BYTES));
    },

    open(token) {
      const envelope = openWith(keys, token);
      if (!envelope.ok) return envelope;
      if (envelope.timestampSeconds > MAX_TIMESTAMP_SECONDS) return { ok: false, reason: "unrecognized" };
      try {
        const contents = unpackPayload(envelope.plaintext, wire);
        return { ok: true, payload: { ...contents, issuedAtMs: envelope.timestampSeconds * 1000 } };
      } catch (thrown) {
        if (thrown instanceof UnrecognizedPayload || thrown instanceof MsgpackError) return { ok: false, reason: "unrecognized" };
        throw thrown;
      }
    },
  };
}
