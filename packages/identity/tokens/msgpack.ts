import { isUtf8 } from "node:buffer";

/** Marks a number that is written as a 64-bit float even when it is whole: Keystone writes `expires_at` this way. */
export interface Float64 {
  readonly float64: number;
}

/** What a payload is made of. Integers are unsigned; those above 2^53 - 1 are read as bigint. Floats are read as plain numbers. */
export type MsgpackValue = null | boolean | number | bigint | string | Uint8Array | readonly MsgpackValue[];

/** What {@link encodeMsgpack} takes: a plain number is an unsigned integer, a {@link Float64} a float. */
export type MsgpackInput = null | boolean | number | bigint | string | Uint8Array | Float64 | readonly MsgpackInput[];

/** The bytes are not MessagePack, or use a type that no token payload uses. */
export class MsgpackError extends Error {}

// Payloads nest two arrays; the limit keeps hostile depth off the stack.
const MAX_DEPTH = 8;

/**
 * Encodes the MessagePack types that Fernet payloads use, in the shortest form, as python-msgpack 1.0 does with its defaults
 * (`msgpack.packb`): text as `str`, bytes as `bin`.
 */
export function encodeMsgpack(value: MsgpackInput): Buffer {
  const parts: Uint8Array[] = [];
  write(value, parts);
  return Buffer.concat(parts);
}

function write(value: MsgpackInput, parts: Uint8Array[]): void {
  if (value === null) parts.push(Buffer.of(0xc0));
  else if (typeof value === "boolean") parts.push(Buffer.of(value ? 0xc3 : 0xc2));
  else if (typeof value === "number" || typeof value === "bigint") parts.push(unsigned(value));
  else if (typeof value === "string") {
    const text = Buffer.from(value, "utf8");
    parts.push(header(text.length, { fix: 0xa0, fixLimit: 32, size8: 0xd9, size16: 0xda }), text);
  } else if (value instanceof Uint8Array) {
    parts.push(header(value.length, { size8: 0xc4, size16: 0xc5 }), value);
  } else if ("float64" in value) {
    const float = Buffer.alloc(9, 0xcb);
    float.writeDoubleBE(value.float64, 1);
    parts.push(float);
  } else {
    parts.push(header(value.length, { fix: 0x90, fixLimit: 16, size16: 0xdc }));
    for (const element of value) write(element, parts);
  }
}

interface Markers {
  readonly fix?: number;
  readonly fixLimit?: number;
  readonly size8?: number;
  readonly size16: number;
}

function header(length: number, { fix, fixLimit, size8, size16 }: Markers): Buffer {
  if (fix !== undefined && fixLimit !== undefined && length < fixLimit) return Buffer.of(fix | length);
  if (size8 !== undefined && length < 0x100) return Buffer.of(size8, length);
  if (length < 0x10000) return Buffer.of(size16, length >> 8, length & 0xff);
  throw new MsgpackError("A value is too long for a token payload.");
}

function unsigned(value: number | bigint): Buffer {
  if (value < 0 || (typeof value === "number" && !Number.isSafeInteger(value))) {
    throw new MsgpackError("Only unsigned integers that are exact can be written.");
  }
  if (value < 0x80) return Buffer.of(Number(value));
  if (value < 0x100) return Buffer.of(0xcc, Number(value));
  if (value < 0x10000) return Buffer.of(0xcd, Number(value) >> 8, Number(value) & 0xff);
  const wide = Buffer.alloc(value < 0x1_0000_0000 ? 5 : 9);
  if (wide.length === 5) {
    wide[0] = 0xce;
    wide.writeUInt32BE(Number(value), 1);
  } else {
    wide[0] = 0xcf;
    wide.writeBigUInt64BE(BigInt(value), 1);
  }
  return wide;
}

/**
 * Decodes one value that must fill `bytes` exactly. Text that is not UTF-8 is given as bytes: Keystones that ran
 * msgpack before 1.0 wrote bytes with the text markers ("raw"). Byte values are views into `bytes`.
 *
 * @throws MsgpackError when the bytes are cut short, too long, nested too deeply, or hold a type that payloads do not use.
 */
export function decodeMsgpack(bytes: Buffer): MsgpackValue {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  if (!reader.ended) throw new MsgpackError("There are bytes after the end.");
  return value;
}

class Reader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#offset === this.#bytes.length;
  }

  value(depth: number): MsgpackValue {
    const marker = this.#bytes[this.#take(1)] as number;
    if (marker < 0x80) return marker;
    if (marker >= 0x90 && marker <= 0x9f) return this.#array(marker & 0x0f, depth);
    if (marker >= 0xa0 && marker <= 0xbf) return this.#text(marker & 0x1f);
    switch (marker) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return this.#binary(this.#uint8());
      case 0xc5:
        return this.#binary(this.#uint16());
      case 0xcb:
        return this.#bytes.readDoubleBE(this.#take(8));
      case 0xcc:
        return this.#uint8();
      case 0xcd:
        return this.#uint16();
      case 0xce:
        return this.#bytes.readUInt32BE(this.#take(4));
      case 0xcf:
        return this.#uint64();
      case 0xd9:
        return this.#text(this.#uint8());
      case 0xda:
        return this.#text(this.#uint16());
      case 0xdc:
        return this.#array(this.#uint16(), depth);
      default:
        throw new MsgpackError("A token payload does not use this type.");
    }
  }

  /** Moves past `count` bytes and gives the offset where they begin. */
  #take(count: number): number {
    const start = this.#offset;
    if (start + count > this.#bytes.length) throw new MsgpackError("The bytes are cut short.");
    this.#offset = start + count;
    return start;
  }

  #uint8(): number {
    return this.#bytes[this.#take(1)] as number;
  }

  #uint16(): number {
    return this.#bytes.readUInt16BE(this.#take(2));
  }

  #uint64(): number | bigint {
    const start = this.#take(8);
    const wide = this.#bytes.readUInt32BE(start) * 0x1_0000_0000 + this.#bytes.readUInt32BE(start + 4);
    return Number.isSafeInteger(wide) ? wide : this.#bytes.readBigUInt64BE(start);
  }

  #binary(length: number): Buffer {
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  #text(length: number): string | Buffer {
    const start = this.#take(length);
    const text = this.#bytes.toString("utf8", start, start + length);
    if (!text.includes("\ufffd")) return text;
    const raw = this.#bytes.subarray(start, start + length);
    return isUtf8(raw) ? text : raw;
  }

  #array(length: number, depth: number): MsgpackValue[] {
    if (depth === MAX_DEPTH) throw new MsgpackError("Arrays are nested too deeply.");
    const elements: MsgpackValue[] = [];
    for (let index = 0; index < length; index++) elements.push(this.value(depth + 1));
    return elements;
  }
}
