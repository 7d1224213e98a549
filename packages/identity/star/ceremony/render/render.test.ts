import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSimulatedClock } from "@multisite/kernel/clock";
import { createSeededRandom } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import { describe, expect, test } from "vitest";
import { createCredentialKeys, createLiveKeys, keyFingerprint } from "../../../keys/index.ts";
import { FernetKey } from "../../../tokens/index.ts";
import { systemFiles } from "../disk/files.ts";
import { openKeyDisk, renderedDirectory } from "../disk/index.ts";
import { failingFiles, fullFiles, temporaryHome, watchedFiles } from "../testing/files.ts";
import type { KeyPurpose } from "../types.ts";
import { readAsKeystone } from "./observe.ts";

const NOTHING = { next: undefined, dropped: new Set<string>() };

function startHost(purpose: KeyPurpose = "token") {
  const clock = createSimulatedClock();
  const random = createSeededRandom(1);
  const home = temporaryHome();
  const directory = renderedDirectory(home, purpose);
  const disk = openKeyDisk({ home, clock, files: watchedFiles({}) });
  const texts = new Map<string, string>();
  function install(...keyIds: string[]): void {
    for (const keyId of keyIds) {
      const text = FernetKey.generate(random).text;
      texts.set(keyId, text.reveal());
      disk.write(keyId, purpose, text);
    }
  }
  const nameOf = (text: string): string => [...texts].find(([, known]) => known === text)?.[0] ?? "unknown";
  /** Number and key of each file, highest first. */
  const content = () =>
    readdirSync(directory)
      .sort((one, other) => Number(other) - Number(one))
      .map((name) => `${name} ${nameOf(readFileSync(join(directory, name), "utf8"))}`);
  const render = (signing: string, next?: string, ...dropped: string[]) =>
    disk.render(purpose, signing, { next, dropped: new Set(dropped) });
  return { clock, random, home, directory, disk, texts, install, content, render };
}

describe("a directory for Keystone", () => {
  test("has the signing key as its highest number, the next one as number 0 too, and all others in between", async () => {
    const { clock, directory, install, content, render } = startHost();
    install("a", "b", "c");
    render("a", "b");
    expect(content()).toEqual(["5 a", "2 c", "1 b", "0 b"]);
    render("b", "c");
    expect(content()).toEqual(["7 b", "5 a", "2 c", "1 b", "0 b"]);
    await clock.advance(10_000);
    render("b", "c");
    expect(content()).toEqual(["7 b", "5 a", "2 c", "0 c"]);
    install("d");
    render("b", "c", "a");
    expect(content()).toEqual(["7 b", "3 d", "2 c", "0 c"]);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, "7")).mode & 0o777).toBe(0o600);
  });

  test("is not made, and not touched, before there is a key to sign with", () => {
    const { directory, disk, install } = startHost();
    install("a");
    disk.render("token", undefined, NOTHING);
    expect(readAsKeystone(systemFiles, directory)).toEqual([]);
  });

  test("keeps number 0 also while no further key is known: `keystone-manage fernet_setup` would make one of its own", () => {
    const { install, content, render } = startHost();
    install("a");
    render("a");
    expect(content()).toEqual(["3 a", "0 a"]);
  });

  test("counts on above 127 and 32767, and both readers take the right one for the primary", async () => {
    const { clock, directory, disk, install, render } = startHost();
    install("k0");
    render("k0");
    let passed = 0;
    for (const start of [100, 32_740]) {
      // As after so many rotations.
      const manifest = join(disk.home, "keys", "token.rendered");
      rmSync(manifest);
      const highest = Math.max(...readdirSync(directory).map(Number));
      writeFileSync(join(directory, String(start)), readFileSync(join(directory, String(highest))));
      for (let index = 1; index <= 30; index++) {
        const [before, now] = [`k${passed}`, `k${passed + 1}`];
        passed++;
        install(now);
        render(before, now);
        render(now);
        await clock.advance(10_000);
        disk.remove(before);
        render(now, undefined, before);
        const live = createLiveKeys({ directory, clock });
        const primary = keyFingerprint(disk.read(now).reveal());
        expect(keyFingerprint(live.current().keys[0]?.text.reveal() ?? "")).toBe(primary);
        expect(readAsKeystone(systemFiles, directory)[0]?.fingerprint).toBe(primary);
        expect(readdirSync(directory).length).toBeLessThanOrEqual(4);
      }
    }
    expect(Math.max(...readdirSync(directory).map(Number))).toBeGreaterThan(32_767);
  });

  test("that a key was condemned with no other to sign with: nothing is left that could sign, and it comes back with the next key", () => {
    const { disk, install, content, render } = startHost();
    install("a", "b");
    render("b");
    disk.remove("b");
    disk.render("token", undefined, { next: undefined, dropped: new Set(["b"]), isClosed: true });
    expect(content()).toEqual([]);
    install("c");
    render("c", undefined, "b");
    expect(content().map((line) => line.split(" ")[1])).toEqual(["c", "a", "c"]);
  });

  test("credential keys: ours encrypts with the primary, and still knows the key of before there were any", () => {
    const { clock, directory, disk, install, render } = startHost("credential");
    install("a", "b");
    render("a", "b");
    const keys = createCredentialKeys({ directory, clock }).current().keys;
    expect(keys[0]?.text.reveal()).toBe(disk.read("a").reveal());
    expect(keys.at(-1)?.text.reveal()).toBe(`${"A".repeat(43)}=`);
  });
});

describe("a directory that somebody edited by hand", () => {
  const edits: [string, RegExp, (directory: string, unknown: string) => void][] = [
    ["a key deleted", /file 2 was deleted/, (directory) => rmSync(join(directory, "2"))],
    ["number 0 deleted", /file 0 was deleted/, (directory) => rmSync(join(directory, "0"))],
    ["the primary deleted", /file 5 was deleted/, (directory) => rmSync(join(directory, "5"))],
    ["a key emptied", /file 2 was changed/, (directory) => writeFileSync(join(directory, "2"), "")],
    ["the primary overwritten", /file 5 was changed/, (directory, unknown) => writeFileSync(join(directory, "5"), unknown)],
    [
      "a key added",
      /file 9 holds a key that is not of the star/,
      (directory, unknown) => writeFileSync(join(directory, "9"), unknown),
    ],
    [
      "a name added that only Python takes for a number",
      /file 1_000 holds a key that is not/,
      (directory, unknown) => writeFileSync(join(directory, "1_000"), unknown),
    ],
    [
      "a number added from which nobody could count on",
      /file 999999999999999 holds/,
      (directory, unknown) => writeFileSync(join(directory, "999999999999999"), unknown),
    ],
    [
      "another key made the primary",
      /file 8 was made the one that signs/,
      (directory) => writeFileSync(join(directory, "8"), readFileSync(join(directory, "2"))),
    ],
    ["opened to everybody", /everybody could read/, (directory) => chmodSync(directory, 0o755)],
  ];

  test.each(edits)("%s: it is noticed, put right, and what is not ours is kept aside", async (_, words, edit) => {
    const { clock, random, directory, disk, install, render } = startHost();
    install("a", "b", "c");
    render("a", "b");
    expect(disk.repairs()).toEqual([]);
    const unknown = FernetKey.generate(random).text.reveal();
    edit(directory, unknown);
    const tooMuch = readAsKeystone(systemFiles, directory).filter(({ fingerprint }) => fingerprint === keyFingerprint(unknown));
    render("a", "b");
    expect(disk.repairs().map(({ path, found }) => `${path} ${found}`)).toEqual([expect.stringMatching(words)]);
    await clock.advance(10_000);
    render("a", "b");
    const seen = readAsKeystone(systemFiles, directory);
    expect(seen[0]?.fingerprint).toBe(keyFingerprint(disk.read("a").reveal()));
    expect(seen.at(-1)).toMatchObject({ name: "0", fingerprint: keyFingerprint(disk.read("b").reveal()) });
    expect(seen).toHaveLength(4);
    expect(statSync(directory).mode & 0o007).toBe(0);
    const aside = tooMuch.length === 0 ? [] : readdirSync(join(disk.home, "keys", "aside"));
    expect(aside.map((name) => readFileSync(join(disk.home, "keys", "aside", name), "utf8"))).toEqual(tooMuch.map(() => unknown));
    // Nothing is repaired that is whole.
    expect(disk.repairs()).toHaveLength(1);
  });

  test("rotated by `keystone-manage fernet_rotate`: the primary signs again, no key of the star is lost, the strange one is aside", async () => {
    const { clock, random, directory, disk, install, render } = startHost();
    install("a", "b", "c");
    render("a", "b");
    writeFileSync(join(directory, "6"), readFileSync(join(directory, "0")));
    writeFileSync(join(directory, "0"), FernetKey.generate(random).text.reveal());
    for (const pruned of ["1", "2"]) rmSync(join(directory, pruned));
    render("a", "b");
    await clock.advance(10_000);
    render("a", "b");
    const seen = readAsKeystone(systemFiles, directory).map(({ fingerprint }) => fingerprint);
    const fingerprintOf = (keyId: string): string => keyFingerprint(disk.read(keyId).reveal());
    expect(seen[0]).toBe(fingerprintOf("a"));
    expect(new Set(seen)).toEqual(new Set(["a", "b", "c"].map(fingerprintOf)));
    expect(readdirSync(join(disk.home, "keys", "aside"))).toHaveLength(1);
    expect(disk.repairs().length).toBeGreaterThan(0);
  });

  test("a key that the ceremony's own disk has lost is taken back from the directory", () => {
    const { disk, texts, install, content, render } = startHost();
    install("a", "b");
    render("a", "b");
    for (const keyId of ["a", "b"]) rmSync(join(disk.home, "keys", "token", keyId));
    writeFileSync(join(disk.home, "keys", "token", "b"), "torn");
    expect(disk.list().size).toBe(0);
    render("a", "b");
    for (const keyId of ["a", "b"]) expect(disk.read(keyId).reveal()).toBe(texts.get(keyId));
    expect(content()).toHaveLength(3);
    expect(
      disk
        .repairs()
        .map(({ found }) => found)
        .sort(),
    ).toEqual(["it is torn or was edited", "it was missing", "it was missing"]);
  });
});

describe("when the disk fails in the middle", () => {
  test("the power at any call: the next rendering ends well, and nothing is taken for somebody's edit", async () => {
    for (let failAt = 1; ; failAt += 3) {
      const { clock, home, directory, disk, install, render } = startHost();
      install("a", "b", "c");
      render("a", "b");
      await clock.advance(10_000);
      const { files, calls } = failingFiles(failAt);
      try {
        openKeyDisk({ home, clock, files }).render("token", "b", { next: "c", dropped: new Set(["a"]) });
      } catch {
        // As if the process had ended here.
      }
      const after = openKeyDisk({ home, clock, files: watchedFiles({}) });
      after.render("token", "b", { next: "c", dropped: new Set(["a"]) });
      expect(after.repairs()).toEqual([]);
      expect(readAsKeystone(systemFiles, directory)[0]?.fingerprint).toBe(keyFingerprint(disk.read("b").reveal()));
      if (calls() < failAt) break;
      if (failAt > 2000) throw new Error("this never ends");
    }
  });

  test("no room: what was there stays as it was, and the error says so", () => {
    const { clock, home, directory, disk, install, render } = startHost();
    install("a", "b");
    render("a", "b");
    const full = openKeyDisk({ home, clock, files: fullFiles(20) });
    const before = readdirSync(directory);
    expect(() => full.render("token", "b", NOTHING)).toThrow(/cannot be brought up to date/);
    expect(readdirSync(directory)).toEqual(before);
    disk.render("token", "b", NOTHING);
    expect(readAsKeystone(systemFiles, directory)[0]?.fingerprint).toBe(keyFingerprint(disk.read("b").reveal()));
  });
});

test("what Keystone takes for the name of a key is known, and what it passes over", () => {
  const directory = join(temporaryHome(), "fernet-keys");
  mkdirSync(directory);
  const text = new Secret(`${"A".repeat(43)}=`).reveal();
  for (const name of ["0", "10", "007", "1_0", "+5", "-3", "٣", "0.tmp", "x1", "1_", "_1", "1__0"]) {
    writeFileSync(join(directory, name), text);
  }
  mkdirSync(join(directory, "99"));
  expect(
    readAsKeystone(systemFiles, directory)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(["+5", "-3", "0", "007", "10", "1_0", "٣"].sort());
});
