import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseStar } from "../check-star.ts";
import { EMBEDDED, edited } from "../testing/documents.ts";
import type { IdentityStar } from "../types.ts";
import { contentHash } from "./content-hash.ts";
import { acceptStar } from "./generations.ts";
import { readStoredGeneration, readStoredStar, storedGenerations, storeStar } from "./store.ts";

const FIRST = parseStar(EMBEDDED, "star.yaml");
const SECOND: IdentityStar = { ...FIRST, generation: 2, holdDownSeconds: 60 };

function stateDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "multisite-star-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

describe("which documents a node takes", () => {
  test("newer ones, and those that say the same as the one that it has, however they are written", () => {
    expect(acceptStar(undefined, FIRST)).toBe("take");
    expect(acceptStar(FIRST, SECOND)).toBe("take");
    const rewritten = parseStar(
      edited(EMBEDDED, ["engine: embedded", "mode: star\n  engine: embedded # as before"]),
      "star.yaml",
    );
    expect(contentHash(rewritten)).toBe(contentHash(FIRST));
    expect(acceptStar(FIRST, rewritten)).toBe("same");
  });

  test.each([
    ["older", { ...SECOND, generation: 3 }, SECOND, /generation 3 is stored here already/],
    ["of the same generation with another content", SECOND, { ...SECOND, holdDownSeconds: 31 }, /they differ/],
    ["of another star", FIRST, { ...SECOND, name: "other" }, /belongs to the star demo/],
  ])("never one that is %s", (_, current, offered, words) => {
    expect(() => acceptStar(current, offered)).toThrow(words);
  });
});

describe("the file of a node", () => {
  test("holds the newest generation, and the former ones beside it", () => {
    const directory = stateDirectory();
    expect(readStoredStar(directory)).toBeUndefined();
    expect(readStoredStar(join(directory, "absent"))).toBeUndefined();
    storeStar(directory, FIRST);
    storeStar(directory, SECOND);
    storeStar(directory, SECOND);
    expect(readStoredStar(directory)).toEqual({ star: SECOND, recovered: undefined });
    expect(storedGenerations(directory)).toEqual([1, 2]);
    expect(readStoredGeneration(directory, 1)).toEqual(FIRST);
    expect(readdirSync(directory).sort()).toEqual(["star.1.yaml", "star.2.yaml", "star.yaml"]);
  });

  test("a refused document changes nothing", () => {
    const directory = stateDirectory();
    storeStar(directory, SECOND);
    expect(() => storeStar(directory, FIRST)).toThrow(/stored here already/);
    expect(readStoredStar(directory)?.star).toEqual(SECOND);
    expect(storedGenerations(directory)).toEqual([2]);
  });

  test("torn at any byte it is never taken for whole: the newest whole generation is read, and it is said", () => {
    const directory = stateDirectory();
    storeStar(directory, FIRST);
    storeStar(directory, SECOND);
    const path = join(directory, "star.yaml");
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      const stored = readStoredStar(directory);
      expect(stored?.star.generation).toBe(2);
      expect(stored?.recovered).toContain("is torn");
    }
    writeFileSync(join(directory, "star.2.yaml"), whole.subarray(0, whole.length / 2));
    expect(readStoredStar(directory)).toMatchObject({
      star: { generation: 1 },
      recovered: expect.stringContaining("generation 1"),
    });
    storeStar(directory, SECOND);
    expect(readStoredStar(directory)).toEqual({ star: SECOND, recovered: undefined });
  });

  test("edited by hand it is not in force, as no other node has agreed to it", () => {
    const directory = stateDirectory();
    storeStar(directory, FIRST);
    const path = join(directory, "star.yaml");
    writeFileSync(path, readFileSync(path, "utf8").replace("holdDownSeconds: 30", "holdDownSeconds: 31"));
    expect(readStoredStar(directory)).toMatchObject({
      star: { holdDownSeconds: 30 },
      recovered: expect.stringContaining("edited by hand"),
    });
  });

  test("missing beside its history, it is read from there", () => {
    const directory = stateDirectory();
    storeStar(directory, FIRST);
    rmSync(join(directory, "star.yaml"));
    expect(readStoredStar(directory)).toMatchObject({ star: FIRST, recovered: expect.stringContaining("is missing") });
  });

  test("when nothing is whole, that is an error and not an empty node", () => {
    const directory = stateDirectory();
    writeFileSync(join(directory, "star.yaml"), "apiVersion: multi");
    expect(() => readStoredStar(directory)).toThrow(/no file of its history is whole/);
    expect(() => storeStar(directory, FIRST)).toThrow(/no file of its history is whole/);
  });

  test("what cannot be written is said, and what was there stays", () => {
    const directory = stateDirectory();
    storeStar(directory, FIRST);
    // A directory where the history file belongs: the rename fails as on a broken disk.
    const absent = join(directory, "absent");
    expect(() => storeStar(absent, FIRST)).toThrow(/cannot be written/);
    expect(readStoredStar(directory)?.star).toEqual(FIRST);
  });
});
