import { chownSync, existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createSeededRandom } from "@multisite/kernel/random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFixedKeySource, createTokenFormat, type TokenContents, type TokenFormat } from "../tokens/index.ts";
import { loadKeyRepository } from "./load.ts";
import { type KeyRepositoryOptions, rotateKeyRepository, rotationSteps, setupKeyRepository } from "./repository.ts";
import { contentOf, errorOf, temporaryDirectory, writeFiles } from "./testing.ts";

const random = createSeededRandom(6);
const token: TokenContents = { userId: "u", methods: ["password"], expiresAtMs: 1000, auditIds: [], issuedAtMs: 0 };

function repositoryAt(directory: string, maxActiveKeys = 3): KeyRepositoryOptions {
  return { directory, maxActiveKeys, random };
}

function formatOf(directory: string): TokenFormat {
  const keys = createFixedKeySource(loadKeyRepository(directory).keys.map(({ key }) => key));
  return createTokenFormat({ keys, methods: ["password"], defaultDomainId: "default", random });
}

describe("setup", () => {
  test("makes the directory with mode 0700 and the keys 0 and 1 with mode 0600", () => {
    const directory = join(temporaryDirectory(), "etc", "fernet-keys");
    expect(setupKeyRepository(repositoryAt(directory))).toBe(true);
    expect(Object.keys(contentOf(directory)).toSorted()).toEqual(["0", "1"]);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    for (const name of ["0", "1"]) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
  });

  test("writes 44 characters and no line feed, a different key each", () => {
    const directory = temporaryDirectory();
    setupKeyRepository(repositoryAt(directory));
    const texts = Object.values(contentOf(directory));
    for (const text of texts) expect(text).toMatch(/^[A-Za-z0-9_-]{43}=$/);
    expect(new Set(texts).size).toBe(2);
  });

  test("leaves a repository alone that has a staged key", () => {
    const directory = temporaryDirectory();
    setupKeyRepository(repositoryAt(directory));
    const before = contentOf(directory);
    expect(setupKeyRepository(repositoryAt(directory))).toBe(false);
    expect(contentOf(directory)).toEqual(before);
  });

  test("does not make a new primary when only the staged key is missing, since no other site would have it", () => {
    const directory = temporaryDirectory();
    setupKeyRepository(repositoryAt(directory));
    const primary = contentOf(directory)["1"] as string;
    const partial = temporaryDirectory();
    writeFiles(partial, { "1": primary });
    expect(setupKeyRepository(repositoryAt(partial))).toBe(true);
    expect(Object.keys(contentOf(partial)).toSorted()).toEqual(["0", "1"]);
    expect(contentOf(partial)["1"]).toBe(primary);
  });

  test("gives directory and keys to the owner that it is told", () => {
    const directory = join(temporaryDirectory(), "keys");
    const uid = process.getuid?.() === 0 ? 65534 : (process.getuid?.() as number);
    const gid = process.getuid?.() === 0 ? 65534 : (process.getgid?.() as number);
    setupKeyRepository({ ...repositoryAt(directory), owner: { uid, gid } });
    for (const path of [directory, join(directory, "0"), join(directory, "1")])
      expect(statSync(path)).toMatchObject({ uid, gid });
    chownSync(directory, process.getuid?.() as number, process.getgid?.() as number);
  });
});

describe("rotation", () => {
  test("promotes the staged key above the primary, stages a new key and deletes the lowest, as Keystone does", () => {
    const directory = temporaryDirectory();
    setupKeyRepository(repositoryAt(directory));
    const first = contentOf(directory);

    expect(rotateKeyRepository(repositoryAt(directory))).toEqual({ primary: 2, deleted: [], finishedEarlierRotation: false });
    const second = contentOf(directory);
    expect(second).toMatchObject({ "1": first["1"], "2": first["0"] });
    expect(Object.keys(second)).toHaveLength(3);

    expect(rotateKeyRepository(repositoryAt(directory))).toEqual({ primary: 3, deleted: [1], finishedEarlierRotation: false });
    const third = contentOf(directory);
    expect(third).toMatchObject({ "2": first["0"], "3": second["0"] });
    expect(Object.keys(third).toSorted()).toEqual(["0", "2", "3"]);
  });

  test("with a lower maximum deletes several; with a maximum of one only the staged key stays", () => {
    const directory = temporaryDirectory();
    setupKeyRepository(repositoryAt(directory, 6));
    for (let round = 0; round < 4; round++) rotateKeyRepository(repositoryAt(directory, 6));
    expect(rotateKeyRepository(repositoryAt(directory, 3))).toMatchObject({ primary: 6, deleted: [1, 2, 3, 4] });
    expect(rotateKeyRepository(repositoryAt(directory, 1))).toMatchObject({ primary: 0, deleted: [5, 6, 7] });
    expect(Object.keys(contentOf(directory))).toEqual(["0"]);
  });

  test("a token of any key opens until its key is deleted, and its key is deleted when the maximum says so", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 9 }), (maxActiveKeys, rotations) => {
        const directory = join(temporaryDirectory(), "keys");
        setupKeyRepository(repositoryAt(directory, maxActiveKeys));
        const sealed = [formatOf(directory).seal(token)];
        for (let round = 0; round < rotations; round++) {
          rotateKeyRepository(repositoryAt(directory, maxActiveKeys));
          sealed.push(formatOf(directory).seal(token));
        }
        const format = formatOf(directory);
        // The primary and the (maximum - 2) keys before it verify; the staged key has signed nothing yet.
        for (const [round, text] of sealed.entries()) {
          expect(format.open(text).ok).toBe(rotations - round <= maxActiveKeys - 2);
        }
        expect(loadKeyRepository(directory).keys).toHaveLength(Math.min(maxActiveKeys, rotations + 2));
      }),
      { numRuns: 30 },
    );
  });

  test("a token of the next primary opens before the rotation at a site that has the staged key", () => {
    const directory = temporaryDirectory();
    setupKeyRepository(repositoryAt(directory));
    const otherSite = formatOf(directory);
    rotateKeyRepository(repositoryAt(directory));
    expect(otherSite.open(formatOf(directory).seal(token)).ok).toBe(true);
  });

  test("stopped after any step it leaves every key that still signs or verifies, and the next run finishes it", () => {
    for (let stopAfter = 0; stopAfter <= 4; stopAfter++) {
      const directory = temporaryDirectory();
      setupKeyRepository(repositoryAt(directory));
      rotateKeyRepository(repositoryAt(directory));
      const before = loadKeyRepository(directory).keys;
      const inUse = formatOf(directory).seal(token);

      const steps = rotationSteps(repositoryAt(directory));
      for (let step = 0; step < stopAfter; step++) steps.next();
      for (const [name, text] of Object.entries(contentOf(directory))) expect([name, text.length]).toEqual([name, 44]);
      const kept = loadKeyRepository(directory).keys.map(({ key }) => key.text.reveal());
      for (const { number, key } of before) if (number !== 1) expect(kept).toContain(key.text.reveal());
      expect(formatOf(directory).open(inUse).ok).toBe(true);

      rotateKeyRepository(repositoryAt(directory));
      expect(Object.keys(contentOf(directory))).toHaveLength(3);
      expect(existsSync(join(directory, "0.tmp"))).toBe(false);
      expect(formatOf(directory).open(inUse).ok).toBe(stopAfter < 3);
    }
  });

  test("a rotation that lost its staged key is finished, not repeated", () => {
    const directory = temporaryDirectory();
    setupKeyRepository(repositoryAt(directory));
    const steps = rotationSteps(repositoryAt(directory));
    steps.next();
    steps.next();
    expect(Object.keys(contentOf(directory)).toSorted()).toEqual(["0.tmp", "1", "2"]);
    expect(rotateKeyRepository(repositoryAt(directory))).toEqual({ primary: 2, deleted: [], finishedEarlierRotation: true });
    expect(Object.keys(contentOf(directory)).toSorted()).toEqual(["0", "1", "2"]);
  });

  test("an empty staged key is never promoted", () => {
    const directory = temporaryDirectory();
    setupKeyRepository(repositoryAt(directory));
    writeFiles(directory, { "0": "" });
    expect(rotateKeyRepository(repositoryAt(directory))).toMatchObject({ primary: 1, finishedEarlierRotation: true });
    expect(contentOf(directory)["0"]).toHaveLength(44);
  });

  test.each<[string, (directory: string) => void, number]>([
    ["identity.key_repository.empty", () => undefined, 3],
    ["identity.key_repository.invalid_key", (directory) => writeFiles(directory, { "0": "junk" }), 3],
    ["identity.key_repository.too_few_keys_kept", (directory) => setupKeyRepository(repositoryAt(directory)), 0],
    ["identity.key_repository.not_writable", (directory) => blockTemporaryFile(directory), 3],
  ])("fails with %s and changes nothing", (code, prepare, maxActiveKeys) => {
    const directory = temporaryDirectory();
    prepare(directory);
    const before = loadable(directory);
    expect(errorOf(() => rotateKeyRepository(repositoryAt(directory, maxActiveKeys))).code).toBe(code);
    expect(loadable(directory)).toEqual(before);
  });
});

function blockTemporaryFile(directory: string): void {
  setupKeyRepository(repositoryAt(directory));
  mkdirSync(join(directory, "0.tmp", "full"), { recursive: true });
}

/** The key files, without the temporary one. */
function loadable(directory: string): Record<string, number> {
  return Object.fromEntries(
    ["0", "1", "2"]
      .filter((name) => existsSync(join(directory, name)))
      .map((name) => [name, statSync(join(directory, name)).ino]),
  );
}
