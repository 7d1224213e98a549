import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openKeyDisk } from "@multisite/identity/star";
import { systemClock } from "@multisite/kernel/clock";
import { Secret } from "@multisite/kernel/secret";
import { expect, test } from "vitest";
import { ringTwo } from "../../rig/debian/packages.ts";
import { createRoom } from "../../rig/process/room.ts";
import { run, runOrThrow } from "../../rig/process/run.ts";
import { describeReal } from "../support/describe-real.ts";

const READER = fileURLToPath(new URL("rendered-keys/read_keys.py", import.meta.url));

/** One reading of Keystone's own loader. */
interface Reading {
  readonly from: number;
  readonly to: number;
  readonly keys?: readonly string[];
  readonly error?: string;
}

/** What a directory held, from when the change to it began until the next one began. */
interface Held {
  readonly fromMs: number;
  readonly signing: string;
  readonly verifying: ReadonlySet<string>;
}

const newKey = (): Secret => new Secret(`${randomBytes(32).toString("base64url")}=`);

function startHost(home: string) {
  const disk = openKeyDisk({ home, clock: systemClock });
  const install = (keyId: string): void => disk.write(keyId, "token", newKey());
  const fingerprintOf = (keyId: string): string => disk.described().get(keyId)?.fingerprint ?? "";
  return { disk, install, fingerprintOf };
}

async function readWithKeystone(directory: string, seconds: number, ...more: string[]): Promise<readonly Reading[]> {
  const { stdout } = await runOrThrow("/usr/bin/python3", [READER, directory, String(seconds), ...more], { timeoutMs: 120_000 });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Reading);
}

describeReal(
  "key directories that the ceremony renders, read by Debian's Keystone",
  ringTwo.filter(({ name }) => name === "python3-keystone"),
  () => {
    test("at every moment while keys are added, rotated and removed, its loader finds the primary first, and all keys that verify", async () => {
      const room = createRoom("rendered-keys");
      const { disk, install, fingerprintOf } = startHost(room.path);
      const held: Held[] = [];
      const dropped = new Set<string>();
      const render = (signing: string, next: string): void => {
        const verifying = new Set([...disk.list()].map(fingerprintOf));
        held.push({ fromMs: systemClock.nowMs(), signing: fingerprintOf(signing), verifying });
        disk.render("token", signing, { next, dropped });
      };
      for (const keyId of ["k0", "k1", "k2"]) install(keyId);
      render("k0", "k1");
      const reading = readWithKeystone(join(room.path, "fernet-keys"), 25);
      for (let index = 1; index <= 20; index++) {
        install(`k${index + 2}`);
        render(`k${index - 1}`, `k${index}`);
        render(`k${index}`, `k${index + 1}`);
        if (index > 3) {
          dropped.add(`k${index - 4}`);
          disk.remove(`k${index - 4}`);
        }
        render(`k${index}`, `k${index + 1}`);
        // Now and then names settle and are given up.
        await sleep(index % 7 === 0 ? 11_000 : 100);
      }
      const readings = await reading;
      const wrong = readings.filter((one) => one.keys !== undefined && !isRight(one, held));
      const errors = readings.filter(({ error }) => error !== undefined);
      console.log(
        `${readings.length} readings by Keystone's loader, ${errors.length} of them ran into a file that was just deleted`,
      );
      expect(readings.length).toBeGreaterThan(1000);
      expect(wrong).toEqual([]);
      // Keystone looks whether a file is there and opens it then: its own rotation meets it in the same gap.
      expect(errors.length).toBeLessThanOrEqual(readings.length / 1000);
      room.remove();
    });

    test("rotated by Keystone itself, the directory is put right, and Keystone signs with the star's key again", async () => {
      const room = createRoom("rendered-keys");
      const { disk, install, fingerprintOf } = startHost(room.path);
      for (const keyId of ["k0", "k1", "k2", "k3"]) install(keyId);
      const render = (): void => disk.render("token", "k1", { next: "k2", dropped: new Set() });
      render();
      const [rotated] = await readWithKeystone(join(room.path, "fernet-keys"), 0, "rotate");
      expect(rotated?.keys?.[0]).toBe(fingerprintOf("k2"));
      render();
      const [mended] = await readWithKeystone(join(room.path, "fernet-keys"), 0);
      expect(mended?.keys?.[0]).toBe(fingerprintOf("k1"));
      expect(new Set(mended?.keys)).toEqual(new Set(["k0", "k1", "k2", "k3"].map(fingerprintOf)));
      expect(disk.repairs().length).toBeGreaterThan(0);
      room.remove();
    });
  },
);

test("on a file system that is really full nothing is left half, and the directory stays as it was", async () => {
  const room = createRoom("full-disk");
  mkdirSync(room.file("home"));
  const mounted = await run("mount", ["-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", room.file("home")]);
  expect(mounted, "this test needs root").toMatchObject({ code: 0 });
  try {
    const { disk, install } = startHost(room.file("home"));
    install("k0");
    disk.render("token", "k0", { next: undefined, dropped: new Set() });
    const before = readdirSync(join(disk.home, "fernet-keys"));
    let written = 0;
    const fill = (): void => {
      for (; written < 1000; written++) install(`n${written}`);
    };
    expect(fill).toThrow(/cannot be written/);
    expect(disk.damaged()).toEqual([]);
    expect(disk.list().size).toBe(written + 1);
    expect(() => disk.render("token", `n${written - 1}`, { next: undefined, dropped: new Set() })).toThrow(/brought up to date/);
    expect(readdirSync(join(disk.home, "fernet-keys"))).toEqual(before);
    const files = readdirSync(join(disk.home, "keys", "token"));
    expect(files.every((name) => readFileSync(join(disk.home, "keys", "token", name)).length > 100)).toBe(true);
    // There is room again: it goes on by itself.
    for (let index = 0; index < written; index++) disk.remove(`n${index}`);
    disk.render("token", "k0", { next: undefined, dropped: new Set() });
    install("after");
    expect(disk.list()).toContain("after");
  } finally {
    await run("umount", [room.file("home")]);
    room.remove();
  }
});

test("a directory that belongs to Keystone's user is filled with files of that user: root's would be of no use to it", () => {
  const room = createRoom("rendered-keys");
  const nobody = { uid: 65_534, gid: 65_534 };
  const disk = openKeyDisk({ home: room.path, clock: systemClock, owner: nobody });
  for (const keyId of ["k0", "k1"]) disk.write(keyId, "token", newKey());
  disk.render("token", "k0", { next: "k1", dropped: new Set() });
  const directory = join(room.path, "fernet-keys");
  const owners = [directory, ...readdirSync(directory).map((name) => join(directory, name))].map((path) => statSync(path));
  expect(owners.map(({ uid, gid, mode }) => [uid, gid, (mode & 0o777).toString(8)])).toEqual([
    [65_534, 65_534, "700"],
    ...owners.slice(1).map(() => [65_534, 65_534, "600"]),
  ]);
  room.remove();
});

/** Whatever was rendered while Keystone read, or just before, counts as what it may have met. */
function isRight({ from, to, keys = [] }: Reading, held: readonly Held[]): boolean {
  const begun = held.findLastIndex(({ fromMs }) => fromMs <= from);
  const met = held.filter(({ fromMs }, index) => index >= begun - 1 && fromMs <= to);
  const maySign = new Set(met.map(({ signing }) => signing));
  const mustVerify = [...(met[0]?.verifying ?? [])].filter((key) => met.every(({ verifying }) => verifying.has(key)));
  return maySign.has(keys[0] ?? "") && mustVerify.every((key) => keys.includes(key));
}
