import { decode, encode } from "@msgpack/msgpack";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeMsgpack, encodeMsgpack, MsgpackError, type MsgpackInput, type MsgpackValue } from "./msgpack.ts";

const bytes = fc.uint8Array({ maxLength: 400 }).map((value) => Buffer.from(value));
const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.nat(),
  fc.maxSafeNat(),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
  fc.string({ unit: "grapheme", maxLength: 300 }),
  bytes,
);
const { value } = fc.letrec<{ value: MsgpackValue }>((tie) => ({
  value: fc.oneof({ maxDepth: 6 }, leaf, fc.array(tie("value"), { maxLength: 20 })),
}));

/** Byte values compare as Buffers whatever made them, and integers as plain numbers where they are exact. */
function normalize(input: unknown): unknown {
  if (input instanceof Uint8Array) return Buffer.from(input);
  if (typeof input === "bigint" && input <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(input);
  return Array.isArray(input) ? input.map(normalize) : input;
}

describe("against @msgpack/msgpack", () => {
  test("it reads what we write as the same value", () => {
    fc.assert(
      fc.property(value, (input) => {
        expect(normalize(decode(encodeMsgpack(input), { useBigInt64: true }))).toEqual(normalize(input));
      }),
    );
  });

  test("we write the bytes that it writes", () => {
    fc.assert(
      fc.property(value, (input) => {
        // It packs bigints only as 64 bits, and large numbers as floats unless they are bigints.
        const forOracle = (part: MsgpackValue): unknown => {
          if (Array.isArray(part)) return part.map(forOracle);
          return typeof part === "number" && part >= 2 ** 32 ? BigInt(part) : part;
        };
        expect(encodeMsgpack(input)).toEqual(Buffer.from(encode(forOracle(input), { useBigInt64: true })));
      }),
    );
  });

  test("we read what it writes, floats included", () => {
    fc.assert(
      fc.property(value, fc.double({ noNaN: true }), (input, float) => {
        const written = Buffer.from(encode([input, float], { useBigInt64: true, forceIntegerToFloat: false }));
        fc.pre(!Number.isInteger(float));
        const [read, readFloat] = decodeMsgpack(written) as MsgpackValue[];
        expect(readFloat).toBe(float);
        expect(encodeMsgpack(read as MsgpackInput)).toEqual(encodeMsgpack(input));
      }),
    );
  });
});

describe("forms", () => {
  test("a time is a 64-bit float even when it is whole", () => {
    expect(encodeMsgpack({ float64: 1795336287 }).toString("hex")).toBe("cb41dac0aa17c00000");
    expect(decodeMsgpack(Buffer.from("cb41dac0aa17c00000", "hex"))).toBe(1795336287);
  });

  test("bytes that an old Keystone wrote as text are given as bytes", () => {
    const raw = Buffer.from("b06b1b5ad910b047959901af25a01be2e2", "hex");
    expect(decodeMsgpack(raw)).toEqual(Buffer.from("6b1b5ad910b047959901af25a01be2e2", "hex"));
  });

  test("text that contains the replacement character itself stays text", () => {
    expect(decodeMsgpack(encodeMsgpack("a\ufffdb"))).toBe("a\ufffdb");
  });

  test.each([
    ["nothing", ""],
    ["a cut array", "9201"],
    ["cut text", "a561"],
    ["bytes after the end", "0101"],
    ["a map", "80"],
    ["a negative integer", "ff"],
    ["an extension", "d40000"],
    ["a huge array", "dcffff"],
    ["arrays without end", "91".repeat(5000)],
  ])("%s is refused", (_, hex) => {
    expect(() => decodeMsgpack(Buffer.from(hex, "hex"))).toThrow(MsgpackError);
  });

  test("what cannot be written exactly is refused", () => {
    for (const input of [-1, 1.5, Number.NaN, 2 ** 53, "x".repeat(0x10000)]) {
      expect(() => encodeMsgpack(input)).toThrow(MsgpackError);
    }
  });

  test("no bytes make it throw anything but its own error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (input) => {
        try {
          decodeMsgpack(Buffer.from(input));
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(MsgpackError);
        }
      }),
    );
  });
});
