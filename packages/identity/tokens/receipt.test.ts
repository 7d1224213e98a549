import { createSeededRandom } from "@multisite/kernel/random";
import { describe, expect, test } from "vitest";
import { createTokenFormat } from "./format.ts";
import { createFixedKeySource } from "./key-source.ts";
import { createReceiptFormat } from "./receipt.ts";
import { recordedKeys, vectors } from "./testdata/vectors.ts";

const keys = createFixedKeySource(recordedKeys("before-rotation"));
const settings = { keys, methods: vectors.authMethods, defaultDomainId: vectors.defaultDomainId, random: createSeededRandom(3) };

describe("receipts", () => {
  test.each(vectors.receipts)("a recorded receipt of a real Keystone reads back and is made identically", (vector) => {
    const format = createReceiptFormat({ ...settings, random: { bytes: () => Buffer.from(vector.iv, "hex") } });
    const opened = format.open(vector.receipt);
    expect(opened).toEqual({
      ok: true,
      payload: {
        userId: "4ccd89ac5d9849b88e4e2b0c2f232f56",
        methods: ["password"],
        expiresAtMs: 1_795_333_149_000,
        issuedAtMs: vector.timestamp * 1000,
      },
    });
    if (opened.ok) expect(format.seal(opened.payload)).toBe(vector.receipt);
  });

  test("a token is no receipt and a receipt is no token, though both use the same keys by default", () => {
    const receipts = createReceiptFormat(settings);
    const tokens = createTokenFormat(settings);
    const common = { userId: "u", methods: ["password"], expiresAtMs: 0, issuedAtMs: 0 };
    expect(receipts.open(tokens.seal({ ...common, auditIds: [] }))).toEqual({ ok: false, reason: "unrecognized" });
    expect(tokens.open(receipts.seal(common))).toEqual({ ok: false, reason: "unrecognized" });
  });

  test("a changed receipt is not authentic", () => {
    const receipt = createReceiptFormat(settings).seal({ userId: "u", methods: [], expiresAtMs: 0, issuedAtMs: 0 });
    const changed = `${receipt.slice(0, 30)}${receipt[30] === "A" ? "B" : "A"}${receipt.slice(31)}`;
    expect(createReceiptFormat(settings).open(changed)).toEqual({ ok: false, reason: "not_authentic" });
  });
});
