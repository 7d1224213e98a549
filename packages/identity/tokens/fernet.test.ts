import { createCipheriv, createHmac } from "node:crypto";
import { inspect } from "node:util";
import { createSeededRandom } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openEnvelope, sealEnvelope } from "./fernet.ts";
import { FernetKey } from "./key.ts";
import { recordedKeys, vectors } from "./testdata/vectors.ts";

const random = createSeededRandom(7);
const key = FernetKey.generate(random);
const otherKey = FernetKey.generate(random);
const iv = random.bytes(16);
const timeMs = 1_795_332_687_999;

/** The envelope as the specification words it, with the plain library calls. */
function sealBySpecification(keyText: string, plaintext: Uint8Array, seconds: number, vector: Uint8Array): Buffer {
  const bytes = Buffer.from(keyText, "base64url");
  const cipher = createCipheriv("aes-128-cbc", bytes.subarray(16), vector);
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(seconds));
  const signed = Buffer.concat([Buffer.of(0x80), time, vector, cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([signed, createHmac("sha256", bytes.subarray(0, 16)).update(signed).digest()]);
}

describe("recorded envelopes", () => {
  const recorded = [
    ...vectors.tokens.map((token) => ({ ...token, text: token.token })),
    ...vectors.receipts.map((receipt) => ({
      ...receipt,
      text: receipt.receipt,
      label: "receipt",
      key_generation: "before-rotation",
    })),
  ];

  test.each(recorded)(
    "$label opens to the plaintext that Keystone sealed, and sealing that gives the identical text",
    (vector) => {
      const keys = recordedKeys(vector.key_generation);
      const opened = openEnvelope(vector.text, keys);
      expect(opened).toEqual({ ok: true, plaintext: Buffer.from(vector.payload_hex, "hex"), timestampSeconds: vector.timestamp });

      const primary = keys[0] as FernetKey;
      const resealed = sealEnvelope(
        primary,
        Buffer.from(vector.payload_hex, "hex"),
        vector.timestamp * 1000,
        Buffer.from(vector.iv, "hex"),
      );
      expect(resealed).toBe(vector.text);
    },
  );

  test("tokens from before two rotations still open with the keys of afterwards", () => {
    const before = vectors.tokens.filter((token) => token.key_generation === "before-rotation");
    expect(before.length).toBeGreaterThan(10);
    for (const token of before) expect(openEnvelope(token.token, recordedKeys("after-rotation")).ok).toBe(true);
  });

  test("a token of the key that was made by a rotation is not authentic with the keys of before", () => {
    const after = vectors.tokens.find((token) => token.label === "admin-project-after-2-rotations");
    expect(openEnvelope(after?.token ?? "", recordedKeys("before-rotation"))).toEqual({ ok: false, reason: "not_authentic" });
  });
});

describe("the envelope", () => {
  test("the prepared ciphers make the bytes that HMAC-SHA256 and AES-CBC of the library make, at any length", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3000 }),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.integer({ min: 0, max: 2 ** 33 }),
        (plaintext, vector, seconds) => {
          const sealed = sealEnvelope(key, plaintext, seconds * 1000 + 999, vector);
          expect(Buffer.from(sealed, "base64url")).toEqual(sealBySpecification(key.text.reveal(), plaintext, seconds, vector));
          const opened = openEnvelope(sealed, [otherKey, key]);
          expect(opened).toEqual({ ok: true, plaintext: Buffer.from(plaintext), timestampSeconds: seconds });
        },
      ),
    );
  });

  test("opens at every length around the room that is kept for signing", () => {
    for (let length = 900; length < 1200; length += 16) {
      const sealed = sealEnvelope(key, Buffer.alloc(length, 5), timeMs, iv);
      expect(Buffer.from(sealed, "base64url")).toEqual(
        sealBySpecification(key.text.reveal(), Buffer.alloc(length, 5), Math.floor(timeMs / 1000), iv),
      );
      expect(openEnvelope(sealed, [key]).ok).toBe(true);
    }
  });

  test("opens with and without the padding that URLs do not take", () => {
    for (const length of [15, 16, 31, 32, 47, 48]) {
      const sealed = sealEnvelope(key, Buffer.alloc(length, 1), timeMs, iv);
      const padded = sealed.padEnd(Math.ceil(sealed.length / 4) * 4, "=");
      expect(sealed).not.toContain("=");
      expect(openEnvelope(padded, [key]).ok).toBe(true);
      expect(openEnvelope(`${padded}=`, [key]).ok).toBe(false);
    }
  });

  test("a token of a key that is not in the set is not authentic", () => {
    const sealed = sealEnvelope(key, Buffer.from("x"), timeMs, iv);
    expect(openEnvelope(sealed, [otherKey])).toEqual({ ok: false, reason: "not_authentic" });
    expect(openEnvelope(sealed, [])).toEqual({ ok: false, reason: "not_authentic" });
  });

  test("no changed bit of an envelope opens", () => {
    const sealed = Buffer.from(sealEnvelope(key, Buffer.from("a payload of some length"), timeMs, iv), "base64url");
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(openEnvelope(changed.toString("base64url"), [key]).ok).toBe(false);
    }
  });

  test("no other character at any place of a token opens, so that a token has one spelling", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=! \n\u00e9";
    for (const length of [15, 16, 32]) {
      const sealed = sealEnvelope(key, Buffer.alloc(length, 3), timeMs, iv);
      fc.assert(
        fc.property(fc.nat(sealed.length - 1), fc.constantFrom(...alphabet), (place, character) => {
          fc.pre(sealed[place] !== character);
          expect(openEnvelope(sealed.slice(0, place) + character + sealed.slice(place + 1), [key]).ok).toBe(false);
          expect(openEnvelope(sealed.slice(0, place) + character + sealed.slice(place), [key]).ok).toBe(false);
        }),
      );
    }
  });

  test("no shortened token opens", () => {
    const sealed = sealEnvelope(key, Buffer.alloc(40, 3), timeMs, iv);
    for (let length = 0; length < sealed.length; length++) expect(openEnvelope(sealed.slice(0, length), [key]).ok).toBe(false);
  });

  test("another version is malformed even when its MAC is right", () => {
    const signed = Buffer.from(sealEnvelope(key, Buffer.from("x"), timeMs, iv), "base64url").subarray(0, -32);
    signed[0] = 0x81;
    const text = Buffer.concat([signed, key.mac(signed)]).toString("base64url");
    expect(openEnvelope(text, [key])).toEqual({ ok: false, reason: "malformed" });
  });

  test.each([
    ["zero", "00".repeat(16)],
    ["longer than a block", "11".repeat(16)],
    ["not uniform", `${"61".repeat(12)}04030404`],
  ])("padding inside of an authentic envelope that is %s does not open, and the key still works afterwards", (_, blockHex) => {
    const cipher = createCipheriv("aes-128-cbc", Buffer.from(key.text.reveal(), "base64url").subarray(16), iv).setAutoPadding(
      false,
    );
    const head = Buffer.from(sealEnvelope(key, Buffer.from("x"), timeMs, iv), "base64url").subarray(0, 25);
    const signed = Buffer.concat([head, cipher.update(blockHex, "hex"), cipher.final()]);
    const text = Buffer.concat([signed, key.mac(signed)]).toString("base64url");
    expect(openEnvelope(text, [key])).toEqual({ ok: false, reason: "not_authentic" });
    expect(openEnvelope(sealEnvelope(key, Buffer.from("still"), timeMs, iv), [key]).ok).toBe(true);
  });

  test("no text makes it throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.base64String(), fc.uint8Array({ maxLength: 200 })), (input) => {
        const text = typeof input === "string" ? input : Buffer.concat([Buffer.of(0x80), input]).toString("base64url");
        expect(openEnvelope(text, [key]).ok).toBe(false);
      }),
    );
  });
});

describe("keys", () => {
  test.each([
    ["empty", ""],
    ["cut short", key.text.reveal().slice(0, 20)],
    ["without its padding", key.text.reveal().slice(0, 43)],
    ["too long", `${key.text.reveal()}AAAA`],
    ["not base64", "!".repeat(44)],
  ])("a key text that is %s is refused", (_, text) => {
    expect(FernetKey.parse(new Secret(text))).toBeUndefined();
  });

  test("a key cannot be printed", () => {
    const printed = `${inspect(key, { depth: 9, showHidden: true })} ${JSON.stringify(key)}`;
    expect(printed).not.toContain(key.text.reveal().slice(0, 12));
    expect(printed).toContain("[secret]");
  });
});
