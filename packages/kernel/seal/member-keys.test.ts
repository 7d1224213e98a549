import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createSeededRandom } from "../random/index.ts";
import { Secret } from "../secret/index.ts";
import { createMemberKeys, createMemberSealer, readMemberKeys, verifySignature } from "./index.ts";

describe("the keys of a member", () => {
  const directory = mkdtempSync(join(tmpdir(), "multisite-member-"));
  afterAll(() => rmSync(directory, { recursive: true }));
  const east = join(directory, "east");
  const keys = createMemberKeys(east);

  test("are files of their owner alone, made once and found again", () => {
    for (const file of ["signing.key", "sealing.key"]) expect(statSync(join(east, file)).mode & 0o777).toBe(0o600);
    expect(statSync(east).mode & 0o777).toBe(0o700);
    const again = createMemberKeys(east);
    expect([again.signingKey, again.sealingKey]).toEqual([keys.signingKey, keys.sealingKey]);
    expect(readMemberKeys(east).sealingKey).toBe(keys.sealingKey);
  });

  test("come from the chance that is given, so that a simulation can be run again", () => {
    const [one, other] = [1, 2].map((number) => createMemberKeys(join(directory, `seeded-${number}`), createSeededRandom(7)));
    expect(one?.signingKey).toBe(other?.signingKey);
    expect(one?.signingKey).not.toBe(keys.signingKey);
  });

  test("a signature holds for the text and the signer only", () => {
    const signature = keys.sign("east says so");
    expect(verifySignature("east says so", signature, keys.signingKey)).toBe(true);
    expect(verifySignature("east says no", signature, keys.signingKey)).toBe(false);
    const west = createMemberKeys(join(directory, "west"));
    expect(verifySignature("east says so", signature, west.signingKey)).toBe(false);
    expect(verifySignature("east says so", signature, keys.sealingKey)).toBe(false);
    expect(verifySignature("east says so", "", "")).toBe(false);
  });

  test("a key that is sealed to a member is opened there, under its name and for its ID only", () => {
    const west = createMemberKeys(join(directory, "west"));
    const box = createMemberSealer(keys, "east-1").seal(new Secret("key"), "id-1", {
      name: "west-1",
      sealingKey: west.sealingKey,
    });
    expect(createMemberSealer(west, "west-1").open(box, "id-1")?.reveal()).toBe("key");
    expect(createMemberSealer(west, "west-1").open(box, "id-2")).toBeUndefined();
    expect(createMemberSealer(west, "west-2").open(box, "id-1")).toBeUndefined();
    expect(createMemberSealer(keys, "west-1").open(box, "id-1")).toBeUndefined();
  });

  test("that are missing, damaged, swapped or open to others are not used, and the error shows nothing of them", () => {
    const unfit = join(directory, "unfit");
    const reading = () => readMemberKeys(unfit);
    const refused = expect.objectContaining({ code: "kernel.seal.member_keys" });
    expect(reading).toThrow(refused);

    createMemberKeys(unfit);
    const path = join(unfit, "signing.key");
    const pem = readFileSync(path, "utf8");
    chmodSync(path, 0o640);
    expect(reading).toThrow("chmod 600");
    chmodSync(path, 0o600);
    expect(reading).not.toThrow();

    writeFileSync(path, pem.replace("-----END", "XX-----END").slice(0, -30));
    expect(reading).toThrow(refused);
    writeFileSync(path, readFileSync(join(unfit, "sealing.key")));
    expect(reading).toThrow("is no private key of ed25519");
  });
});
