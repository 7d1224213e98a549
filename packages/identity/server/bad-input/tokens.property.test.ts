import { createSeededRandom } from "@multisite/kernel/random";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestService } from "../../testing/index.ts";
import { openEnvelope, sealEnvelope } from "../../tokens/fernet.ts";
import { FernetKey } from "../../tokens/index.ts";
import { decodeMsgpack, encodeMsgpack, type MsgpackInput, type MsgpackValue } from "../../tokens/msgpack.ts";
import { expectKeystoneAnswer } from "./expect-answer.ts";
import { openWire, type Wire, type WireAnswer } from "./send.ts";

describe("tokens that are no good", () => {
  let service: TestService;
  let wire: Wire;
  let caller: string;
  let real: readonly string[];
  beforeAll(async () => {
    service = await startTestService();
    caller = await service.adminToken();
    const unscoped = await service.login(passwordAuth(service.adminUserId, service.adminPassword));
    real = [await service.adminToken(), unscoped, await service.adminToken({ system: { all: true } })];
    await service.app.listen({ host: "127.0.0.1", port: 0 });
    wire = openWire((service.app.server.address() as { port: number }).port);
  });
  afterAll(async () => {
    wire.close();
    service.app.server.closeAllConnections();
    await service.close();
  });

  const ask = async (headers: Record<string, string>, method = "GET"): Promise<WireAnswer> => {
    const request = { method, target: "/v3/auth/tokens", headers, body: undefined };
    const answer = await wire.send(request);
    expectKeystoneAnswer(request, answer, [caller, ...real]);
    return answer;
  };
  /** As the caller's token, as the subject of a validation and of a revocation, and in a login. */
  const expectRefused = async (token: string): Promise<void> => {
    expect((await ask({ "X-Auth-Token": token, "X-Subject-Token": caller })).status).toBe(401);
    expect((await ask({ "X-Auth-Token": caller, "X-Subject-Token": token })).status).toBe(404);
    expect((await ask({ "X-Auth-Token": caller, "X-Subject-Token": token }, "DELETE")).status).toBe(404);
    const login = await service.request("POST", "/v3/auth/tokens", {
      body: { auth: { identity: { methods: ["token"], token: { id: token } } } },
    });
    expect([401, 404]).toContain(login.status);
  };
  const isGood = async (token: string): Promise<boolean> =>
    (await ask({ "X-Auth-Token": caller, "X-Subject-Token": token })).status === 200;
  const keys = () => service.tokenKeys.current().keys;
  const primary = () => keys()[0] as FernetKey;
  const plaintextOf = (token: string): Buffer => {
    const opened = openEnvelope(token, keys());
    if (!opened.ok) throw new Error(opened.reason);
    return opened.plaintext;
  };
  const seal = (plaintext: Uint8Array, key = primary()): string =>
    sealEnvelope(key, plaintext, service.clock.nowMs(), service.identity.random.bytes(16));
  const whichToken = fc.nat({ max: 2 });
  const tokenAt = (index: number): string => real[index] as string;

  test("the tokens that are made worse are good to begin with", async () => {
    for (const token of real) {
      expect(await isGood(token)).toBe(true);
      expect(await isGood(seal(plaintextOf(token)))).toBe(true);
    }
  });

  test("cut short, at either end", async () => {
    const cut = fc.tuple(whichToken, fc.integer({ min: 1, max: 100 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(cut, async ([index, count, atEnd]) => {
        await expectRefused(atEnd ? tokenAt(index).slice(0, -count) : tokenAt(index).slice(count));
      }),
      { numRuns: 40 },
    );
  });

  test("with any one bit changed", async () => {
    await fc.assert(
      fc.asyncProperty(whichToken, fc.nat(), async (index, bit) => {
        const bytes = Buffer.from(tokenAt(index), "base64url");
        const place = bit % (bytes.length * 8);
        bytes[place >> 3] = (bytes[place >> 3] as number) ^ (1 << (place & 7));
        await expectRefused(bytes.toString("base64url"));
      }),
      { numRuns: 80 },
    );
  });

  test("with any one character changed, put in or doubled", async () => {
    const character = fc.oneof(fc.constantFrom(..."= +/-_.\t\u0080\u00e9\u00ff'\"%"), fc.string({ minLength: 1, maxLength: 1 }));
    await fc.assert(
      fc.asyncProperty(whichToken, fc.nat(), character, fc.boolean(), async (index, at, text, replaces) => {
        const token = tokenAt(index);
        const place = 1 + (at % (token.length - 2));
        const changed = token.slice(0, place) + text + token.slice(place + (replaces ? 1 : 0));
        // What no client can send in a header is Node's business.
        fc.pre(changed !== token && /^[\t\x20-\x7e\x80-\xff]+$/.test(changed));
        await expectRefused(changed);
      }),
      { numRuns: 80 },
    );
  });

  test("with padding, only the padding that base64 asks for is taken", async () => {
    for (const token of real) {
      const padding = "=".repeat((4 - (token.length % 4)) % 4);
      expect(await isGood(token + padding)).toBe(true);
      await expectRefused(`${token}${padding}=`);
      await expectRefused(`=${token}`);
    }
  });

  test("signed with a key that this site does not have", async () => {
    const other = FernetKey.generate(createSeededRandom(99));
    for (const token of real) await expectRefused(seal(plaintextOf(token), other));
  });

  test("of an unknown version, or of no payload at all, though the key is right", async () => {
    const odd = fc.oneof(
      fc.constantFrom(42, 10, 255, 65_536).map((version) => encodeMsgpack([version, "x", 1, null])),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom(
        Buffer.alloc(0),
        Buffer.from([0xc0]),
        Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]),
        Buffer.alloc(3000, 0x91),
      ),
    );
    await fc.assert(
      fc.asyncProperty(odd, (plaintext) => expectRefused(seal(plaintext))),
      { numRuns: 60 },
    );
  });

  test("with one field of the payload changed under the right key: refused, or as good as before, never a fault", async () => {
    const value: fc.Arbitrary<MsgpackInput> = fc.oneof(
      fc.constantFrom<MsgpackInput>(
        null,
        true,
        0,
        Number.MAX_SAFE_INTEGER,
        2n ** 64n - 1n,
        "",
        "\u0000",
        "😀",
        "' OR 1=1 --",
        "a".repeat(3000),
        Buffer.alloc(16),
        Buffer.alloc(15, 0xff),
        [],
        [[[[]]]],
        [true, "x"],
        [true, Buffer.alloc(16)],
        [false, "default"],
      ),
      fc.double().map((float64) => ({ float64 })),
      fc.string({ maxLength: 10 }),
    );
    await fc.assert(
      fc.asyncProperty(whichToken, fc.nat(), value, async (index, at, changed) => {
        const fields = [...(decodeMsgpack(plaintextOf(tokenAt(index))) as readonly MsgpackValue[])];
        const place = at % (fields.length + 1);
        const payload = fields.map((field, position) => (position === place ? changed : toInput(field)));
        if (place === fields.length) payload.push(changed);
        const token = seal(encodeMsgpack(payload));
        expect([200, 401]).toContain((await ask({ "X-Auth-Token": token, "X-Subject-Token": caller })).status);
        expect([200, 404]).toContain((await ask({ "X-Auth-Token": caller, "X-Subject-Token": token })).status);
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    ["10 kB", "g".repeat(10_000)],
    ["10 kB that begin well", "gAAAAA".padEnd(10_000, "A")],
    ["bytes that are not ASCII", "\u00e9\u00ff\u0080"],
    ["a UUID, as Keystone's were once", "0123456789abcdef0123456789abcdef"],
    ["a JSON web token", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."],
    ["SQL", "' OR '1'='1"],
    ["a path", "../../etc/passwd"],
  ])("%s", async (_name, token) => {
    await expectRefused(token);
  });

  test("expired", async () => {
    const expired = await service.adminToken();
    await service.clock.advance(3_600_000);
    caller = await service.adminToken();
    await expectRefused(expired);
  });
});

/** Floats come back as plain numbers; only `expires_at` is one in a payload. */
function toInput(field: MsgpackValue): MsgpackInput {
  if (typeof field === "number" && field > 1_000_000) return { float64: field };
  return Array.isArray(field) ? field.map(toInput) : (field as MsgpackInput);
}
