import type { Random } from "@multisite/kernel/random";
import { type EnvelopeFailure, sealEnvelope } from "./fernet.ts";
import { BLOCK_BYTES } from "./key.ts";
import type { KeySource } from "./key-source.ts";
import { createMethodCodec } from "./methods.ts";
import { decodeMsgpack, encodeMsgpack, MsgpackError } from "./msgpack.ts";
import { openWith, primaryKey } from "./open.ts";
import { packExpiry, packId, UnrecognizedPayload, unpackExpiry, unpackId, unpackMethodBits } from "./payload/fields.ts";

/** What a receipt says: this user has passed these methods, and may finish with others until it expires. */
export interface ReceiptPayload {
  readonly userId: string;
  readonly methods: readonly string[];
  /** Whole seconds. */
  readonly expiresAtMs: number;
  /** Whole seconds: only the envelope's timestamp carries it. */
  readonly issuedAtMs: number;
}

/** What a receipt says, or why it was not opened. */
export type OpenedReceipt =
  | { readonly ok: true; readonly payload: ReceiptPayload }
  | { readonly ok: false; readonly reason: EnvelopeFailure | "unrecognized" };

/** Makes and reads the receipts of multi-factor logins (`Openstack-Auth-Receipt`). */
export interface ReceiptFormat {
  seal(payload: ReceiptPayload): string;
  /** What the receipt says. Whether it has expired is not looked at. Never throws for any text. */
  open(receipt: string): OpenedReceipt;
}

export interface ReceiptFormatOptions {
  /** Keys of `[fernet_receipts] key_repository`, which is by default that of the tokens. */
  readonly keys: KeySource;
  readonly methods: readonly string[];
  readonly random: Random;
}

const UNRECOGNIZED: OpenedReceipt = { ok: false, reason: "unrecognized" };
const MAX_TIMESTAMP_SECONDS = 8.64e12;

/**
 * The Fernet receipt provider: the envelope of tokens around an array of user, methods and expiry, without a version
 * (receipt/receipt_formatters.py, ReceiptFormatter). A token is no receipt: its array has at least five elements.
 */
export function createReceiptFormat({ keys, methods, random }: ReceiptFormatOptions): ReceiptFormat {
  const codec = createMethodCodec(methods);

  return {
    seal(payload) {
      const fields = [packId(payload.userId), codec.toInteger(payload.methods), packExpiry(payload.expiresAtMs)];
      return sealEnvelope(primaryKey(keys), encodeMsgpack(fields), payload.issuedAtMs, random.bytes(BLOCK_BYTES));
    },

    open(receipt) {
      const envelope = openWith(keys, receipt);
      if (!envelope.ok) return envelope;
      if (envelope.timestampSeconds > MAX_TIMESTAMP_SECONDS) return UNRECOGNIZED;
      try {
        const fields = decodeMsgpack(envelope.plaintext);
        if (!Array.isArray(fields) || fields.length !== 3) return UNRECOGNIZED;
        const payload: ReceiptPayload = {
          userId: unpackId(fields[0]),
          methods: codec.toMethods(unpackMethodBits(fields[1])),
          expiresAtMs: unpackExpiry(fields[2]),
          issuedAtMs: envelope.timestampSeconds * 1000,
        };
        return { ok: true, payload };
      } catch (thrown) {
        if (thrown instanceof UnrecognizedPayload || thrown instanceof MsgpackError) return UNRECOGNIZED;
        throw thrown;
      }
    },
  };
}
