import { MultisiteError } from "@multisite/kernel/errors";
import type { Float64, MsgpackInput, MsgpackValue } from "../msgpack.ts";

/** An authentic token carries fields that no payload of its version has. */
export class UnrecognizedPayload extends Error {}

const UUID_BYTES = 16;
const UUID_HEX = /^[0-9a-f]{32}$/;

/** A field that must be there: a missing one is a mistake of the caller, who chose the kind. */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new MultisiteError("identity.token.incomplete", `A token of this kind needs ${name}.`);
  return value;
}

/**
 * An ID as a pair: `[true, 16 bytes]` for a UUID, `[false, text]` for anything else (BasePayload.attempt_convert_uuid_hex_to_bytes).
 * Only 32 lower-case digits count as a UUID here: Keystone also packs other spellings, but gives them back changed.
 */
export function packId(id: string): MsgpackInput {
  return UUID_HEX.test(id) ? [true, Buffer.from(id, "hex")] : [false, id];
}

export function unpackId(field: MsgpackValue | undefined): string {
  if (!Array.isArray(field) || field.length !== 2) throw new UnrecognizedPayload("An ID is not a pair.");
  return field[0] === true ? unpackUuid(field[1]) : unpackText(field[1]);
}

/** An ID that is always a UUID, as bare bytes. */
export function packUuid(id: string, name: string): MsgpackInput {
  if (!UUID_HEX.test(id)) {
    throw new MultisiteError(
      "identity.token.id_not_uuid",
      `A token can carry ${name} only when it is 32 lower-case hexadecimal digits.`,
      {
        detail: `${name}: ${id}`,
      },
    );
  }
  return Buffer.from(id, "hex");
}

export function unpackUuid(field: MsgpackValue | undefined): string {
  const bytes = toBytes(field);
  if (bytes.length !== UUID_BYTES) throw new UnrecognizedPayload("A UUID does not have 16 bytes.");
  return bytes.toString("hex");
}

export function unpackText(field: MsgpackValue | undefined): string {
  if (typeof field === "string") return field;
  if (Buffer.isBuffer(field)) return field.toString("utf8");
  throw new UnrecognizedPayload("A text field is neither text nor bytes.");
}

/** Seconds since the epoch, as a float even when whole. */
export function packExpiry(expiresAtMs: number): Float64 {
  return { float64: expiresAtMs / 1000 };
}

export function unpackExpiry(field: MsgpackValue | undefined): number {
  const expiresAtMs = typeof field === "number" ? Math.round(field * 1000) : Number.NaN;
  // The range of a date; NaN is outside of it too.
  if (!(Math.abs(expiresAtMs) <= 8.64e15)) throw new UnrecognizedPayload("The expiry is not a time.");
  return expiresAtMs;
}

/** Audit IDs as bytes (BasePayload.random_urlsafe_str_to_bytes). */
export function packAuditIds(auditIds: readonly string[]): MsgpackInput {
  return auditIds.map((auditId) => Buffer.from(auditId, "base64url"));
}

export function unpackAuditIds(field: MsgpackValue | undefined): string[] {
  return list(field).map((auditId) => toBytes(auditId).toString("base64url"));
}

export function unpackMethodBits(field: MsgpackValue | undefined): number | bigint {
  if (typeof field === "number" || typeof field === "bigint") return field;
  throw new UnrecognizedPayload("The methods are not an integer.");
}

export function list(field: MsgpackValue | undefined): readonly MsgpackValue[] {
  if (!Array.isArray(field)) throw new UnrecognizedPayload("A list is missing.");
  return field;
}

/** Bytes, also from old payloads, which wrote bytes with the text markers. */
function toBytes(field: MsgpackValue | undefined): Buffer {
  if (Buffer.isBuffer(field)) return field;
  if (typeof field === "string") return Buffer.from(field, "utf8");
  throw new UnrecognizedPayload("A field is not made of bytes.");
}
