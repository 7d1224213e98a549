import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSeededRandom } from "@multisite/kernel/random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tokenErrorCatalogue } from "./errors.ts";
import { openEnvelope, sealEnvelope } from "./fernet.ts";
import { createTokenFormat } from "./format.ts";
import { FernetKey } from "./key.ts";
import { createFixedKeySource, type KeySet } from "./key-source.ts";
import { createMethodCodec } from "./methods.ts";
import { encodeMsgpack, type MsgpackInput } from "./msgpack.ts";
import { kindOf, packPayload, payloadKinds, unpackPayload } from "./payload/index.ts";
import type { TokenContents } from "./payload/types.ts";
import { recordedKeys, vectors } from "./testdata/vectors.ts";

const random = createSeededRandom(11);
const key = FernetKey.generate(random);
const methods = vectors.authMethods;
const settings = { methods, defaultDomainId: vectors.defaultDomainId, random };
const format = createTokenFormat({ ...settings, keys: createFixedKeySource([key]) });
const wire = { methods: createMethodCodec(methods), defaultDomainId: vectors.defaultDomainId };

const uuid = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((value) => Buffer.from(value).toString("hex"));
const anyId = fc.oneof(
  uuid,
  fc.string({ unit: "grapheme", maxLength: 64 }),
  uuid.map((hex) => hex.toUpperCase()),
);
const auditId = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((value) => Buffer.from(value).toString("base64url"));
const seconds = fc.integer({ min: 0, max: 2 ** 34 }).map((value) => value * 1000);
const common = {
  userId: anyId,
  methods: fc.subarray([...methods, "ec2credential"]).map((list) => wire.methods.toMethods(wire.methods.toInteger(list))),
  expiresAtMs: seconds,
  issuedAtMs: seconds,
  auditIds: fc.array(auditId, { maxLength: 2 }),
};
const federated = fc.record({ groupIds: fc.array(anyId, { maxLength: 60 }), identityProviderId: anyId, protocolId: fc.string() });
const contents: fc.Arbitrary<TokenContents> = fc.oneof(
  fc.record(common),
  fc.record({ ...common, domainId: fc.oneof(uuid, fc.constant(vectors.defaultDomainId)) }),
  fc.record({ ...common, projectId: anyId }),
  fc.record({ ...common, projectId: anyId, trustId: uuid }),
  fc.record({ ...common, federated }),
  fc.record({ ...common, federated, projectId: anyId }),
  fc.record({ ...common, federated, domainId: anyId }),
  fc.record({ ...common, projectId: anyId, accessTokenId: anyId }),
  fc.record({ ...common, system: fc.constant("all") }),
  fc.record({ ...common, projectId: anyId, applicationCredentialId: anyId }),
);

function sealRaw(payload: MsgpackInput): string {
  return sealEnvelope(key, encodeMsgpack(payload), 0, random.bytes(16));
}

describe("recorded tokens of a real Keystone", () => {
  test.each(vectors.tokens)("$label reads as Keystone read it, and packs to the identical bytes", (vector) => {
    const keys = createFixedKeySource(recordedKeys(vector.key_generation));
    const opened = createTokenFormat({ ...settings, keys }).open(vector.token);
    if (!opened.ok) throw new Error(opened.reason);
    const { payload } = opened;

    expect(payloadKinds.find(({ kind }) => kind === payload.kind)?.version).toBe(vector.payload_version);
    expect(kindOf(payload)).toBe(payload.kind);
    expect(packPayload(payload, wire).toString("hex")).toBe(vector.payload_hex);
    expect(payload.methods).toEqual(vector.validated.methods);
    expect(payload.auditIds).toEqual(vector.validated.audit_ids);
    expect(new Date(payload.expiresAtMs).toISOString()).toBe(vector.validated.expires_at.replace("000Z", "Z"));
    expect(new Date(payload.issuedAtMs).toISOString()).toBe(vector.validated.issued_at.replace("000Z", "Z"));
  });

  test.each(vectors.tokens)("$label is sealed to the identical token under the same vector", (vector) => {
    const keys = createFixedKeySource(recordedKeys(vector.key_generation));
    const replay = createTokenFormat({ ...settings, keys, random: { bytes: () => Buffer.from(vector.iv, "hex") } });
    const opened = replay.open(vector.token);
    if (!opened.ok) throw new Error(opened.reason);
    expect(replay.seal(opened.payload)).toBe(vector.token);
  });

  test("all ten payload versions are among them", () => {
    expect([...new Set(vectors.tokens.map((vector) => vector.payload_version))].toSorted()).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
  });
});

describe("round trip", () => {
  test("any contents are read back unchanged, with the kind that Keystone chooses for them", () => {
    fc.assert(
      fc.property(contents, (token) => {
        expect(format.open(format.seal(token))).toEqual({ ok: true, payload: { kind: kindOf(token), ...token } });
      }),
    );
  });

  test("fractions of the time of issue are cut off", () => {
    const token = { userId: "u", methods: [], expiresAtMs: 5000, auditIds: [], issuedAtMs: 1999 };
    expect(format.open(format.seal(token))).toMatchObject({ payload: { issuedAtMs: 1000 } });
  });

  test.each<[string, Partial<TokenContents>]>([
    ["oauth1", { accessTokenId: "a", trustId: "t", projectId: "p" }],
    ["trust", { trustId: "t", projectId: "p", federated: { groupIds: [], identityProviderId: "i", protocolId: "p" } }],
    [
      "federated_project",
      { projectId: "p", applicationCredentialId: "a", federated: { groupIds: [], identityProviderId: "i", protocolId: "p" } },
    ],
    ["application_credential", { applicationCredentialId: "a", projectId: "p" }],
    ["unscoped", {}],
  ])("of several kinds that fit, %s comes first", (kind, fields) => {
    expect(kindOf({ userId: "u", methods: [], expiresAtMs: 0, auditIds: [], ...fields })).toBe(kind);
  });
});

describe("what no payload can carry", () => {
  const base = { userId: "u", methods: [], expiresAtMs: 0, auditIds: [], issuedAtMs: 0 };

  test.each<[string, TokenContents]>([
    ["identity.token.id_not_uuid", { ...base, domainId: "not-the-default" }],
    ["identity.token.id_not_uuid", { ...base, projectId: "p", trustId: "trust" }],
    ["identity.token.incomplete", { ...base, applicationCredentialId: "a" }],
    [
      "identity.token.unsupported_scope",
      { ...base, system: "all", federated: { groupIds: [], identityProviderId: "i", protocolId: "p" } },
    ],
  ])("is refused with %s", (code, token) => {
    expect(() => format.seal(token)).toThrow(expect.objectContaining({ code }));
  });
});

describe("payloads of other Keystones", () => {
  const user = Buffer.from("6b1b5ad910b047959901af25a01be2e2", "hex");

  test("bytes that an old msgpack wrote as text are read the same", () => {
    // [2, [true, raw user], 2, [false, raw "p1"], float, [raw audit]] with the markers of msgpack before 1.0.
    const raw = (value: Buffer): Buffer => Buffer.concat([Buffer.of(0xa0 | value.length), value]);
    const plaintext = Buffer.concat([
      Buffer.from("960292c3", "hex"),
      raw(user),
      Buffer.from("0292c2a27031", "hex"),
      Buffer.from("cb41dac0aa17c0000091", "hex"),
      raw(user),
    ]);
    expect(unpackPayload(plaintext, wire)).toMatchObject({
      userId: user.toString("hex"),
      projectId: "p1",
      auditIds: [user.toString("base64url")],
    });
  });

  test("text written as bytes, and an integer expiry, are read", () => {
    const plaintext = encodeMsgpack([8, [false, Buffer.from("someone")], 2, Buffer.from("all"), 1795336287, [user]]);
    expect(unpackPayload(plaintext, wire)).toMatchObject({ userId: "someone", system: "all", expiresAtMs: 1795336287000 });
  });

  test.each<[string, MsgpackInput]>([
    ["an unknown version", [10, [true, user], 2, { float64: 1 }, []]],
    ["a version that is no number", ["2", [true, user], 2, { float64: 1 }, []]],
    ["no array", 5],
    ["an empty array", []],
    ["missing fields", [0, [true, user]]],
    ["a short UUID", [0, [true, Buffer.alloc(15)], 2, { float64: 1 }, []]],
    ["an expiry that is no number", [0, [true, user], 2, { float64: Number.NaN }, []]],
    ["an expiry beyond all dates", [0, [true, user], 2, { float64: 1e300 }, []]],
    ["another site's default domain", [1, [true, user], 2, "elsewhere", { float64: 1 }, []]],
    ["a receipt", [[true, user], 2, { float64: 1 }]],
  ])("%s is unrecognized, not an exception", (_, payload) => {
    expect(format.open(sealRaw(payload))).toEqual({ ok: false, reason: "unrecognized" });
  });

  test("no authentic plaintext makes it throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.integer({ min: 0, max: 9 }), (bytes, version) => {
        for (const plaintext of [bytes, Buffer.concat([Buffer.of(0x96, version), bytes])]) {
          const opened = format.open(sealEnvelope(key, plaintext, 0, random.bytes(16)));
          if (!opened.ok) expect(opened.reason).toBe("unrecognized");
          else expect(openEnvelope(format.seal(opened.payload), [key]).ok).toBe(true);
        }
      }),
    );
  });
});

test("a token of a key that was installed after the last look is still opened", () => {
  const newer = FernetKey.generate(random);
  const sets: KeySet[] = [
    { revision: 1, keys: [key] },
    { revision: 2, keys: [newer, key] },
  ];
  const late = createTokenFormat({
    ...settings,
    keys: { current: () => sets[0] as KeySet, refresh: () => sets[1] as KeySet },
  });
  const token = createTokenFormat({ ...settings, keys: createFixedKeySource([newer]) }).seal({
    userId: "u",
    methods: [],
    expiresAtMs: 0,
    auditIds: [],
    issuedAtMs: 0,
  });
  expect(late.open(token).ok).toBe(true);
});

test("the catalogue lists exactly the errors that this folder throws", () => {
  const folder = import.meta.dirname;
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /(?<!test)(?<!errors)\.ts$/.test(name),
  );
  const text = sources.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
  const thrown = [...text.matchAll(/new MultisiteError\(\s*"([\w.]+)"/g)].map(([, code]) => code);
  expect([...new Set(thrown)].toSorted()).toEqual(tokenErrorCatalogue.map(({ code }) => code).toSorted());
});
