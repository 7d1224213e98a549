import { createSimulatedClock } from "@multisite/kernel/clock";
import { openFactStore } from "@multisite/kernel/facts";
import { createSeededRandom } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import { describe, expect, onTestFinished, test } from "vitest";
import { keyFingerprint } from "../../../keys/index.ts";
import { type FileCalls, systemFiles } from "../disk/files.ts";
import { openKeyDisk } from "../disk/index.ts";
import { readAsKeystone } from "../render/index.ts";
import { STATEMENT_KIND } from "../statements/index.ts";
import { failingFiles, temporaryHome, watchedFiles } from "../testing/files.ts";
import { createSigner, verifySignature } from "../testing/signers.ts";
import type { CeremonySettings, LocalState } from "../types.ts";
import { createCeremony, type KeyDisk, type KeySealer } from "./index.ts";

const SETTINGS: CeremonySettings = {
  lifeMs: 60_000,
  rotationPeriodMs: 30_000,
  stagedKeys: 2,
  clockErrorMs: 1000,
  canaryHoldMs: 0,
};

/** Only who is named in the box opens it; the sealing has tests of its own. */
const sealer: KeySealer = {
  seal: (key, keyId, member) => JSON.stringify([member.name, keyId, key.reveal()]),
  open(box, keyId) {
    const [, sealedId, key] = JSON.parse(box) as [string, string, string];
    return sealedId === keyId ? new Secret(key) : undefined;
  },
};

/** The first and only member of a star. */
function startFounder(files: FileCalls = watchedFiles({}), home = temporaryHome()) {
  const clock = createSimulatedClock();
  const random = createSeededRandom(1);
  const store = openFactStore({ path: undefined, random });
  onTestFinished(() => store.close());
  const signer = createSigner();
  const local: Omit<LocalState, "onDisk" | "loaded"> = { fence: undefined, clockErrorMs: 0, isMaker: true, isCanary: true };
  const calls = { verify: 0, loaded: 0 };
  const open = (disk: KeyDisk, opener = sealer) =>
    createCeremony({
      me: "east",
      root: { member: "east", signingKey: signer.signingKey },
      store,
      disk,
      sealer: opener,
      sign: signer.sign,
      verify(...signed) {
        calls.verify++;
        return verifySignature(...signed);
      },
      clock,
      random,
      settings: () => SETTINGS,
      local: () => local,
      loaded: (onDisk) => onDisk,
    });
  const disk = openKeyDisk({ home, clock, files });
  const ceremony = open(disk);
  const found = () =>
    ceremony.say({
      says: "joined",
      member: { name: "east", site: "east", sealingKey: "", signingKey: signer.signingKey },
    });
  const statements = () => store.ofKind(STATEMENT_KIND).length;
  const tokens = () => readAsKeystone(systemFiles, `${home}/fernet-keys`);
  return { clock, home, store, disk, ceremony, found, open, statements, tokens, calls };
}

describe("turning while nothing has changed", () => {
  test("says nothing, checks no signature again and reads no key file", async () => {
    let reads = 0;
    const files = watchedFiles({
      before(call) {
        if (call === "readFileSync") reads++;
      },
    });
    const { clock, ceremony, found, statements, calls } = startFounder(files);
    found();
    ceremony.turn();
    await clock.advance(2000);
    ceremony.turn();
    const before = { statements: statements(), verified: calls.verify, reads };
    expect(before.statements).toBeGreaterThan(10);
    for (let round = 0; round < 20; round++) {
      await clock.advance(100);
      ceremony.turn();
    }
    expect({ statements: statements(), verified: calls.verify, reads }).toEqual(before);
  });

  test("what is to happen at a time happens then: the next key is signed with, and the old one goes when its tokens have", async () => {
    const { clock, ceremony, disk, found, tokens } = startFounder();
    found();
    ceremony.turn();
    const first = tokens()[0]?.fingerprint;
    const startMs = clock.nowMs();
    const changes: number[] = [];
    let primary = first;
    let goneAtMs = 0;
    while (goneAtMs === 0 && clock.nowMs() - startMs < 300_000) {
      await clock.advance(100);
      ceremony.turn();
      if (tokens()[0]?.fingerprint !== primary) changes.push(clock.nowMs() - startMs);
      primary = tokens()[0]?.fingerprint;
      if (!tokens().some(({ fingerprint }) => fingerprint === first)) goneAtMs = clock.nowMs() - startMs;
    }
    expect(changes.slice(0, 2)).toEqual([30_000, 60_000]);
    // Renounced at 30 s; life, and twice the clock's error.
    expect(goneAtMs).toBe(30_000 + 60_000 + 2000);
    expect(disk.repairs()).toEqual([]);
  });

  test("a directory that is edited meanwhile is noticed within a second", async () => {
    const { clock, home, ceremony, disk, found, tokens } = startFounder();
    found();
    ceremony.turn();
    const primary = tokens()[0]?.fingerprint;
    systemFiles.writeFileSync(`${home}/fernet-keys/4711`, new Secret(`${"B".repeat(43)}=`).reveal());
    await clock.advance(1000);
    ceremony.turn();
    expect(tokens()[0]?.fingerprint).toBe(primary);
    expect(disk.repairs()).toHaveLength(1);
  });
});

describe("a step that fails", () => {
  test("holds up no other key, is told of, is tried again, and is forgotten when it has succeeded", async () => {
    let broken = "";
    const files = watchedFiles({
      before(call, args) {
        if (call !== "renameSync" || broken === "") return;
        if (String(args[1]).endsWith(broken)) throw Object.assign(new Error("EIO: i/o error, rename"), { code: "EIO" });
      },
    });
    const { clock, ceremony, disk, found } = startFounder(files);
    found();
    ceremony.turn();
    const [, , token] = ceremony.view().keys.filter(({ purpose }) => purpose === "token");
    broken = token?.keyId ?? "none";
    disk.remove(broken);
    const held = disk.list().size;
    await clock.advance(100);
    ceremony.turn();
    expect(ceremony.troubles()).toMatchObject([{ step: "install", about: broken, sinceMs: clock.nowMs() }]);
    expect(disk.list().size).toBe(held);
    expect(ceremony.troubles()[0]?.cause).toMatch(/cannot be written/);
    // The others go on: two rotations later they are signed with, and new ones have been made and installed.
    for (let second = 0; second < 40; second++) {
      await clock.advance(1000);
      ceremony.turn();
    }
    expect(disk.list().size).toBeGreaterThan(held);
    expect(ceremony.view().keys.some((key) => key.generation === 2 && key.signing.has("east"))).toBe(true);
    broken = "";
    await clock.advance(60_000);
    ceremony.turn();
    expect(ceremony.troubles()).toEqual([]);
    expect(disk.list()).toContain(token?.keyId);
  });

  test("a box that does not open, or holds another key, is told of and costs no other key", async () => {
    const { clock, ceremony, disk, open, found } = startFounder();
    found();
    ceremony.turn();
    const key = ceremony.view().keys.find(({ purpose, signing }) => purpose === "credential" && signing.has("east"));
    disk.remove(key?.keyId ?? "");
    systemFiles.renameSync(`${disk.home}/credential-keys`, `${disk.home}/away`);
    const other = new Secret(`${"C".repeat(43)}=`);
    const deceived = open(disk, {
      seal: sealer.seal,
      open: (box, keyId) => (keyId === key?.keyId ? other : sealer.open(box, keyId)),
    });
    await clock.advance(100);
    deceived.turn();
    expect(deceived.troubles()).toMatchObject([
      { step: "install", about: key?.keyId, cause: expect.stringContaining("does not open, or is another key") },
      { step: "render", about: key?.purpose },
    ]);
    expect(disk.list().size).toBe(8);
  });
});

test("when the power fails at any call of a turn, the next start goes on, and never is a key signed with that is not on the disk", async () => {
  for (let failAt = 5; ; failAt += 41) {
    const { files, calls } = failingFiles(failAt);
    const home = temporaryHome();
    let host: ReturnType<typeof startFounder>;
    try {
      host = startFounder(files, home);
    } catch {
      continue;
    }
    host.found();
    try {
      host.ceremony.turn();
    } catch {
      // As if the process had ended here.
    }
    const stopped = calls() < failAt;
    const after = openKeyDisk({ home, clock: host.clock, files: watchedFiles({}) });
    const again = host.open(after);
    again.turn();
    expect(again.troubles()).toEqual([]);
    const signing = again.view().keys.filter((key) => key.signing.has("east"));
    expect(signing.map(({ purpose }) => purpose).sort()).toEqual(["credential", "receipt", "token"]);
    for (const { keyId } of signing) expect(after.list()).toContain(keyId);
    expect(after.damaged()).toEqual([]);
    const tokens = host.tokens().map(({ fingerprint }) => fingerprint);
    const primary = signing.find(({ purpose }) => purpose === "token")?.keyId ?? "";
    expect(tokens[0]).toBe(keyFingerprint(after.read(primary).reveal()));
    expect(new Set(tokens).size).toBe(3);
    if (stopped) break;
  }
});
