import { createSimulatedClock } from "@multisite/kernel/clock";
import { createSimulatedPeers } from "@multisite/kernel/peers";
import { createSeededRandom } from "@multisite/kernel/random";
import { expect, onTestFinished, test } from "vitest";
import {
  createCredentialCipher,
  createCredentialKeys,
  type StoredCredential,
  type StoredCredentials,
} from "../../../keys/index.ts";
import { renderedDirectory } from "../disk/index.ts";
import { temporaryHome } from "../testing/files.ts";
import { createTestStar } from "../testing/host.ts";
import { formerCredentialKeys, reencryptCredentials } from "./index.ts";

const SETTINGS = { lifeMs: 60_000, rotationPeriodMs: 600_000, stagedKeys: 1, clockErrorMs: 1000, canaryHoldMs: 0 };

/** A table in memory. */
function tableOf(): StoredCredentials & { readonly rows: Map<string, StoredCredential>; looks(): number } {
  const rows = new Map<string, StoredCredential>();
  let looks = 0;
  return {
    rows,
    looks: () => looks,
    async list() {
      looks++;
      return [...rows.values()];
    },
    async replace(id, previousBlob, next) {
      if (rows.get(id)?.encryptedBlob !== previousBlob) return false;
      rows.set(id, { id, ...next });
      return true;
    },
  };
}

async function startMaster() {
  const clock = createSimulatedClock();
  const random = createSeededRandom(1);
  const network = createSimulatedPeers({ clock, random });
  const home = temporaryHome();
  const star = createTestStar({ members: { east: "east" }, clock, network, settings: SETTINGS, home: () => home });
  const host = star.start("east");
  onTestFinished(() => host.stop());
  host.ceremony.say({ says: "joined", member: star.memberOf("east") });
  host.turn();
  await clock.advance(1000);
  host.turn();
  const keys = createCredentialKeys({ directory: renderedDirectory(home, "credential"), clock, checkIntervalMs: 0 });
  const cipher = createCredentialCipher({ keys, clock, random });
  const credentials = tableOf();
  const store = (id: string): void => void credentials.rows.set(id, { id, ...cipher.encrypt(`secret of ${id}`) });
  const former = () => host.ceremony.view().keys.find(({ purpose, generation }) => purpose === "credential" && generation === 1);
  const reencrypt = async (stored: StoredCredentials = credentials) => {
    const work = formerCredentialKeys(host.ceremony.view(), clock.nowMs(), host.disk.read);
    return work && (await reencryptCredentials(work, stored, cipher));
  };
  return { clock, host, cipher, credentials, store, former, reencrypt };
}

test("after a rotation credentials are encrypted anew, one that does not open holds up no other, and then the former key goes", async () => {
  const { clock, host, cipher, credentials, store, former, reencrypt } = await startMaster();
  for (const id of ["a", "b"]) store(id);
  expect(await reencrypt()).toBeUndefined();
  expect(credentials.looks()).toBe(0);
  await clock.advance(600_000);
  host.turn();
  const keyId = former()?.keyId as string;
  expect(former()?.renounced.has("east")).toBe(true);
  // A process that has not looked at its directory yet may still encrypt with it.
  expect(await reencrypt()).toBeUndefined();
  await clock.advance(60_000);
  host.turn();
  const before = cipher.primaryKeyHash();
  credentials.rows.set("c", { id: "c", encryptedBlob: "gAAAAAB", keyHash: "of another star" });
  expect(await reencrypt()).toEqual({
    migrated: 2,
    failed: [{ id: "c", cause: expect.stringContaining("credential c") }],
    freeKeyIds: [keyId],
  });
  expect([...credentials.rows.values()].map(({ keyHash }) => keyHash)).toEqual([before, before, "of another star"]);
  expect(cipher.decrypt(credentials.rows.get("a")?.encryptedBlob ?? "")).toBe("secret of a");
  // Nothing was said yet: the key is kept, whatever time passes.
  await clock.advance(300_000);
  host.turn();
  expect(host.disk.list()).toContain(keyId);
  host.ceremony.say({ says: "reencrypted", keyId });
  await clock.advance(1000);
  host.turn();
  expect(host.disk.list()).not.toContain(keyId);
  expect(host.ceremony.troubles()).toEqual([]);
});

test("while one credential has the former key, or one of before there were hashes is left, it is not said", async () => {
  const { clock, host, credentials, store, former, reencrypt } = await startMaster();
  store("a");
  await clock.advance(600_000);
  host.turn();
  await clock.advance(60_000);
  host.turn();
  const stubborn = { ...credentials, replace: async () => false };
  expect(former()?.isReencrypted).toBe(false);
  expect((await reencrypt(stubborn))?.freeKeyIds).toEqual([]);
  credentials.rows.set("old", { id: "old", encryptedBlob: "gAAAAAB", keyHash: null });
  expect((await reencrypt())?.freeKeyIds).toEqual([]);
  credentials.rows.delete("old");
  expect((await reencrypt())?.freeKeyIds).toHaveLength(1);
});
