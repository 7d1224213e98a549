import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createSimulatedClock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";
import { createSeededRandom } from "@multisite/kernel/random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CredentialCipher, createCredentialCipher } from "./credential.ts";
import { createCredentialKeys } from "./credential-keys.ts";
import {
  migrateCredentials,
  rotateCredentialKeys,
  type StoredCredential,
  type StoredCredentials,
} from "./credential-rotation.ts";
import { setupKeyRepository } from "./repository.ts";
import { contentOf, errorOf, temporaryDirectory, writeFiles } from "./testing.ts";

const random = createSeededRandom(12);
const clock = createSimulatedClock(1_795_332_687_000);
// SHA-1 of the null key's 44 characters, computed with python3's hashlib.
const NULL_KEY_HASH = "c5bdc272b97a0d521ef878dc26fb73e4075544dc";

function cipherAt(directory: string): CredentialCipher {
  return createCredentialCipher({ keys: createCredentialKeys({ directory, clock }), clock, random });
}

function setup(): string {
  const directory = join(temporaryDirectory(), "credential-keys");
  setupKeyRepository({ directory, maxActiveKeys: 3, random });
  return directory;
}

/** A table in memory. */
function tableOf(rows: readonly StoredCredential[]): StoredCredentials & { readonly rows: Map<string, StoredCredential> } {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    rows: byId,
    list: async () => [...byId.values()],
    async replace(id, previousBlob, next) {
      if (byId.get(id)?.encryptedBlob !== previousBlob) return false;
      byId.set(id, { id, ...next });
      return true;
    },
  };
}

describe("the credential cipher", () => {
  test("reads what it wrote, in padded Fernet text", () => {
    const cipher = cipherAt(setup());
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (blob) => {
        const { encryptedBlob, keyHash } = cipher.encrypt(blob);
        expect(encryptedBlob.length % 4).toBe(0);
        expect(keyHash).toBe(cipher.primaryKeyHash());
        expect(cipher.decrypt(encryptedBlob)).toBe(blob);
      }),
    );
  });

  test("reads what Python's cryptography wrote, and hashes its key as Keystone does", () => {
    const directory = temporaryDirectory();
    writeFiles(directory, { "1": "CsmHioInmPJXp6JGmLHM7-oY2_gR4faA_uhnTtKEJok=" });
    const cipher = cipherAt(directory);
    expect(
      cipher.decrypt(
        "gAAAAABrA185mZ6w8RQ-JHzD40lWA_xPfaTArYJBs0srArbGAKzc3p3VZBz6q6-wPRkevrSqFcsvu7ca8h5xUcYT1-v6aYepbTTtiX10zPvlTyoj9QTSTaI=",
      ),
    ).toBe('{"access": "a", "secret": "s"}');
    expect(cipher.primaryKeyHash()).toBe("5cc2e688a4e0ef5f2d924a1d352230d82dfa5bb8");
  });

  test("hashes the key as its file holds it, line feed included", () => {
    const directory = temporaryDirectory();
    writeFiles(directory, { "1": "CsmHioInmPJXp6JGmLHM7-oY2_gR4faA_uhnTtKEJok=\n" });
    expect(cipherAt(directory).primaryKeyHash()).toBe("657f4bf82b285773143ce0e94d8417ce0040435e");
  });

  test("without a repository it uses the null key and says so; keys that come later take over and still read it", () => {
    const directory = join(temporaryDirectory(), "later");
    const cipher = cipherAt(directory);
    const { encryptedBlob, keyHash } = cipher.encrypt("blob");
    expect(keyHash).toBe(NULL_KEY_HASH);
    expect(cipher.usesNullKey()).toBe(true);

    setupKeyRepository({ directory, maxActiveKeys: 3, random });
    expect(cipher.usesNullKey()).toBe(false);
    expect(cipher.primaryKeyHash()).not.toBe(NULL_KEY_HASH);
    expect(cipher.decrypt(encryptedBlob)).toBe("blob");
  });

  test("an empty repository counts as none", () => {
    expect(cipherAt(temporaryDirectory()).usesNullKey()).toBe(true);
  });

  test.each(["gone", "emptied"])("a repository that is %s later does not bring the null key back", (how) => {
    const directory = setup();
    const cipher = cipherAt(directory);
    const hash = cipher.primaryKeyHash();
    rmSync(directory, { recursive: true });
    if (how === "emptied") mkdirSync(directory, { mode: 0o700 });
    expect(cipher.primaryKeyHash()).toBe(hash);
    expect(cipher.usesNullKey()).toBe(false);
  });

  test("what no key opens is an error with Keystone's text", () => {
    const { encryptedBlob } = cipherAt(setup()).encrypt("blob");
    for (const text of [encryptedBlob, "", "junk"]) {
      const error = errorOf(() => cipherAt(setup()).decrypt(text));
      expect(error.code).toBe("identity.credential.undecryptable");
      expect(error.message).toBe("Credential could not be decrypted. Please contact the administrator");
    }
  });
});

describe("rotation of credential keys", () => {
  async function encryptedWithOlderKeys(): Promise<{
    directory: string;
    cipher: CredentialCipher;
    table: ReturnType<typeof tableOf>;
  }> {
    const directory = setup();
    const cipher = cipherAt(directory);
    const old = { id: "old", ...cipher.encrypt("old blob") };
    await rotateCredentialKeys({ directory, random }, tableOf([old]), cipher);
    const table = tableOf([old, { id: "new", ...cipher.encrypt("new blob") }]);
    return { directory, cipher, table };
  }

  test("is refused while a credential has another key than the primary, and changes nothing", async () => {
    const { directory, cipher, table } = await encryptedWithOlderKeys();
    const before = contentOf(directory);
    await expect(rotateCredentialKeys({ directory, random }, table, cipher)).rejects.toThrow(
      expect.objectContaining({ code: "identity.credential.not_migrated" }),
    );
    expect(contentOf(directory)).toEqual(before);
  });

  test("any number of rotations, each after a migration, loses no credential", async () => {
    const { directory, cipher, table } = await encryptedWithOlderKeys();
    expect(await migrateCredentials(table, cipher)).toEqual({ migrated: 1, current: 1, changedMeanwhile: 0 });
    for (let round = 0; round < 5; round++) {
      await rotateCredentialKeys({ directory, random }, table, cipher);
      expect(await migrateCredentials(table, cipher)).toEqual({ migrated: 2, current: 0, changedMeanwhile: 0 });
      expect(await migrateCredentials(table, cipher)).toEqual({ migrated: 0, current: 2, changedMeanwhile: 0 });
    }
    const blobs = [...table.rows.values()].map((row) => cipher.decrypt(row.encryptedBlob));
    expect(blobs).toEqual(["old blob", "new blob"]);
    expect(Object.keys(contentOf(directory))).toHaveLength(3);
  });

  test("rows without a hash, and rows of the null key, are migrated", async () => {
    const directory = join(temporaryDirectory(), "later");
    const cipher = cipherAt(directory);
    const row = { id: "a", ...cipher.encrypt("blob") };
    const table = tableOf([row, { ...row, id: "b", keyHash: null }]);
    setupKeyRepository({ directory, maxActiveKeys: 3, random });
    expect(await migrateCredentials(table, cipher)).toEqual({ migrated: 2, current: 0, changedMeanwhile: 0 });
    expect([...table.rows.values()].every(({ keyHash }) => keyHash === cipher.primaryKeyHash())).toBe(true);
  });

  test("a migration does not overwrite what a user changes meanwhile", async () => {
    const { cipher, table } = await encryptedWithOlderKeys();
    const changed = { id: "old", ...cipher.encrypt("changed by its owner") };
    const racing: StoredCredentials = {
      ...table,
      async replace(id, previousBlob, next) {
        table.rows.set("old", changed);
        return await table.replace(id, previousBlob, next);
      },
    };
    expect(await migrateCredentials(racing, cipher)).toEqual({ migrated: 0, current: 1, changedMeanwhile: 1 });
    expect(table.rows.get("old")).toBe(changed);
  });

  test("a migration that meets a credential it cannot read names it", async () => {
    const { cipher, table } = await encryptedWithOlderKeys();
    table.rows.set("lost", { id: "lost", encryptedBlob: "junk", keyHash: "0".repeat(40) });
    const error = await migrateCredentials(table, cipher).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MultisiteError);
    expect(error).toMatchObject({ code: "identity.credential.undecryptable", message: expect.stringContaining("lost") });
  });
});
