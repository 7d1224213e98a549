import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSimulatedClock } from "@multisite/kernel/clock";
import { createSeededRandom } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import { describe, expect, test } from "vitest";
import { FernetKey } from "../../../tokens/index.ts";
import { failingFiles, fullFiles, temporaryHome } from "../testing/files.ts";
import { openKeyDisk } from "./index.ts";

const clock = createSimulatedClock();
const random = createSeededRandom(1);
const newKey = (): Secret => FernetKey.generate(random).text;
const open = (home: string, files?: Parameters<typeof openKeyDisk>[0]["files"]) =>
  openKeyDisk({ home, clock, ...(files === undefined ? {} : { files }) });

/** Every file and directory below, with its permissions. */
function modesBelow(directory: string): readonly number[] {
  return readdirSync(directory, { recursive: true }).map((name) => statSync(join(directory, String(name))).mode & 0o777);
}

describe("the keys of a host", () => {
  test("outlive the process, are told apart by purpose, and only their owner can read them", () => {
    const home = temporaryHome();
    const [one, other] = [newKey(), newKey()];
    const disk = open(home);
    disk.write("k1", "token", one);
    disk.write("k2", "credential", other);
    disk.write("k1", "token", one);
    const again = open(home);
    expect(again.list()).toEqual(new Set(["k1", "k2"]));
    expect(again.read("k1").reveal()).toBe(one.reveal());
    expect(again.read("k2").reveal()).toBe(other.reveal());
    expect(readdirSync(join(home, "keys", "credential"))).toEqual(["k2"]);
    expect(modesBelow(home).filter((mode) => (mode & 0o077) !== 0)).toEqual([]);
    again.remove("k1");
    again.remove("k1");
    expect(open(home).list()).toEqual(new Set(["k2"]));
  });

  test("torn at any byte, or edited, a key does not count, is told of, and is kept aside when it comes again", () => {
    const home = temporaryHome();
    const key = newKey();
    const disk = open(home);
    disk.write("k1", "token", key);
    const path = join(home, "keys", "token", "k1");
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      expect(disk.list().size).toBe(0);
      expect(disk.damaged()).toMatchObject([{ path, keyId: "k1", purpose: "token" }]);
    }
    writeFileSync(path, String(whole).replace(/"key":"./, '"key":"_'));
    expect(disk.list().size).toBe(0);
    expect(() => disk.read("k1")).toThrow(/not whole/);
    disk.write("k1", "token", key);
    expect(disk.read("k1").reveal()).toBe(key.reveal());
    expect(disk.damaged()).toEqual([]);
    expect(readdirSync(join(home, "keys", "aside"))).toHaveLength(1);
    expect(open(home).repairs()).toMatchObject([{ path, found: "it is torn or was edited" }]);
  });

  test("a file under another key's name, or among those of another purpose, is no key", () => {
    const home = temporaryHome();
    const disk = open(home);
    disk.write("k1", "token", newKey());
    const content = readFileSync(join(home, "keys", "token", "k1"));
    writeFileSync(join(home, "keys", "token", "k2"), content);
    writeFileSync(join(home, "keys", "receipt", "k1"), content);
    expect(disk.list()).toEqual(new Set(["k1"]));
    expect(disk.damaged().map(({ purpose, keyId }) => [purpose, keyId])).toEqual([
      ["token", "k2"],
      ["receipt", "k1"],
    ]);
  });

  test.each(["../../escape", "a/b", "", ".new", "x".repeat(65)])("an ID that is no name of a file is refused: %j", (keyId) => {
    const disk = open(temporaryHome());
    expect(() => disk.write(keyId, "token", newKey())).toThrow(/cannot be the ID/);
    disk.remove(keyId);
  });

  test("what is no key, and another key under an ID that is taken, are refused and change nothing", () => {
    const disk = open(temporaryHome());
    const key = newKey();
    disk.write("k1", "token", key);
    expect(() => disk.write("k2", "token", new Secret("too short"))).toThrow(/no Fernet key/);
    expect(() => disk.write("k1", "token", newKey())).toThrow(/Another key/);
    expect(disk.list()).toEqual(new Set(["k1"]));
    expect(disk.read("k1").reveal()).toBe(key.reveal());
  });

  test("on a disk that becomes full at any character, a key is not there at all, the others stay, and later it can be written", () => {
    for (let room = 0; room < 250; room += 19) {
      const home = temporaryHome();
      open(home).write("k1", "token", newKey());
      const key = newKey();
      const full = open(home, fullFiles(room));
      let failed: unknown;
      try {
        full.write("k2", "token", key);
      } catch (thrown) {
        failed = thrown;
      }
      const left = readdirSync(join(home, "keys", "token"));
      if (failed === undefined) {
        expect(full.read("k2").reveal()).toBe(key.reveal());
        continue;
      }
      expect(failed).toMatchObject({ code: "identity.key_disk.not_written", detail: expect.stringContaining("ENOSPC") });
      expect(left).toEqual(["k1"]);
      expect(full.damaged()).toEqual([]);
      const after = open(home);
      after.write("k2", "token", key);
      expect(after.list()).toEqual(new Set(["k1", "k2"]));
      expect(readdirSync(join(home, "keys")).filter((name) => name.startsWith("."))).toEqual([]);
    }
  });

  test("when the power fails at any call, each key is whole or not there, and what was acknowledged is there", () => {
    for (let failAt = 1; ; failAt++) {
      const home = temporaryHome();
      const { files, calls } = failingFiles(failAt);
      const done: string[] = [];
      try {
        const disk = open(home, files);
        for (const keyId of ["k1", "k2"]) {
          disk.write(keyId, "token", newKey());
          done.push(keyId);
        }
        disk.remove("k1");
        done.push("removed");
      } catch {
        // As if the process had ended here.
      }
      const after = open(home);
      expect(after.damaged()).toEqual([]);
      const list = [...after.list()];
      if (done.includes("k2")) expect(list).toContain("k2");
      if (done.length === 1) expect(list).toContain("k1");
      if (done.includes("removed")) expect(list).toEqual(["k2"]);
      if (calls() < failAt) break;
      if (failAt > 500) throw new Error("this never ends");
    }
  });

  test("a file that may not be read is told of and hides no other key", () => {
    const home = temporaryHome();
    const disk = open(home);
    disk.write("k1", "token", newKey());
    disk.write("k2", "token", newKey());
    const path = join(home, "keys", "token", "k1");
    const unreadable = openKeyDisk({
      home,
      clock,
      files: new Proxy(failingFiles(Number.POSITIVE_INFINITY).files, {
        get: (files, name) =>
          name === "readFileSync"
            ? (read: string, encoding: "utf8") => {
                if (read === path) throw Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" });
                return files.readFileSync(read, encoding);
              }
            : Reflect.get(files, name),
      }),
    });
    expect(unreadable.list()).toEqual(new Set(["k2"]));
    expect(unreadable.damaged()).toMatchObject([{ path, why: expect.stringContaining("EIO") }]);
    chmodSync(path, 0o600);
  });
});
