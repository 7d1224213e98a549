import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSeededRandom } from "@multisite/kernel/random";
import { describe, expect, test } from "vitest";
import { FernetKey } from "../tokens/index.ts";
import { keyErrorCatalogue } from "./errors.ts";
import { loadKeyRepository } from "./load.ts";
import { errorOf, temporaryDirectory, writeFiles } from "./testing.ts";

const random = createSeededRandom(5);
const newKey = (): string => FernetKey.generate(random).text.reveal();

function numbersIn(directory: string): number[] {
  return loadKeyRepository(directory).keys.map(({ number }) => number);
}

describe("a key directory", () => {
  test("is read with the highest number first, by value and not by text", () => {
    const directory = temporaryDirectory();
    const files = { "9": newKey(), "0": newKey(), "128": newKey(), "32768": newKey(), "10": newKey() };
    writeFiles(directory, files);
    expect(numbersIn(directory)).toEqual([32768, 128, 10, 9, 0]);
    expect(loadKeyRepository(directory).keys[0]?.key.text.reveal()).toBe(files["32768"]);
  });

  test("ignores what Keystone ignores: other names, directories, empty files and links to nothing", () => {
    const directory = temporaryDirectory();
    writeFiles(directory, {
      "0": newKey(),
      "1": newKey(),
      "0.tmp": "junk",
      "1.bak": "junk",
      README: "junk",
      "-1": "junk",
      "7": "",
    });
    mkdirSync(join(directory, "5"));
    symlinkSync("nowhere", join(directory, "6"));
    expect(numbersIn(directory)).toEqual([1, 0]);
    expect(loadKeyRepository(directory).emptyNumbers).toEqual([7]);
  });

  test("may hold links to the keys, and keys that end with a line feed", () => {
    const directory = temporaryDirectory();
    const other = temporaryDirectory();
    writeFiles(other, { key: `${newKey()}\n` });
    symlinkSync(join(other, "key"), join(directory, "1"));
    expect(numbersIn(directory)).toEqual([1]);
  });
});

describe("the service does not start", () => {
  test("without a directory", () => {
    const directory = join(temporaryDirectory(), "absent");
    const error = errorOf(() => loadKeyRepository(directory));
    expect(error.code).toBe("identity.key_repository.missing");
    expect(error.message).toContain(directory);
  });

  test("with a file in the place of the directory", () => {
    const path = join(temporaryDirectory(), "file");
    writeFileSync(path, "");
    expect(errorOf(() => loadKeyRepository(path)).code).toBe("identity.key_repository.missing");
  });

  test("with a directory that has no keys, or only empty ones", () => {
    const directory = temporaryDirectory();
    expect(errorOf(() => loadKeyRepository(directory)).code).toBe("identity.key_repository.empty");
    writeFiles(directory, { "0": "", "1": "", note: newKey() });
    expect(errorOf(() => loadKeyRepository(directory)).code).toBe("identity.key_repository.empty");
  });

  test.each([0o701, 0o704, 0o755])("with a directory of mode %o that everybody can look into, unless that is allowed", (mode) => {
    const directory = temporaryDirectory();
    writeFiles(directory, { "0": newKey() });
    chmodSync(directory, mode);
    expect(errorOf(() => loadKeyRepository(directory)).code).toBe("identity.key_repository.world_readable");
    expect(loadKeyRepository(directory, { allowWorldReadable: true }).keys).toHaveLength(1);
    chmodSync(directory, 0o750);
    expect(loadKeyRepository(directory).keys).toHaveLength(1);
  });

  test.each([
    ["cut short", "abc"],
    ["only white space", " \n"],
    ["binary", "\u0000\u00ff".repeat(22)],
    ["two keys", newKey() + newKey()],
  ])("with a key file that is %s, and it names the file but not its content", (_, text) => {
    const directory = temporaryDirectory();
    writeFiles(directory, { "0": newKey(), "1": text, "2": newKey() });
    const error = errorOf(() => loadKeyRepository(directory));
    expect(error.code).toBe("identity.key_repository.invalid_key");
    expect(error.message).toContain(join(directory, "1"));
    if (text.trim() !== "") expect(`${error.message}${error.detail}`).not.toContain(text);
  });

  test("with two files of the same number", () => {
    const directory = temporaryDirectory();
    writeFiles(directory, { "1": newKey(), "01": newKey() });
    expect(errorOf(() => loadKeyRepository(directory)).code).toBe("identity.key_repository.invalid_key");
  });

  test("with a directory or a key file that its user may not read", () => {
    const directory = temporaryDirectory();
    writeFiles(directory, { "0": newKey() });
    const path = join(directory, "0");
    chmodSync(directory, 0o000);
    expect(asOrdinaryUser(() => errorOf(() => loadKeyRepository(directory))).code).toBe("identity.key_repository.unreadable");
    chmodSync(directory, 0o700);
    rmSync(path);
    symlinkSync(path, path);
    const error = errorOf(() => loadKeyRepository(directory));
    expect(error.code).toBe("identity.key_repository.unreadable");
    expect(error.message).toContain(path);
  });
});

test("the catalogue lists exactly the errors that this folder throws", () => {
  const sources = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".ts") && !/test|errors\.ts$/.test(name));
  const text = sources.map((name) => readFileSync(join(import.meta.dirname, name), "utf8")).join("\n");
  const thrown = [
    ...[...text.matchAll(/keyRepositoryError\(\s*"(\w+)"/g)].map(([, problem]) => `identity.key_repository.${problem}`),
    ...[...text.matchAll(/new MultisiteError\(\s*"([\w.]+)"/g)].map(([, code]) => code),
  ];
  expect([...new Set(thrown)].toSorted()).toEqual(keyErrorCatalogue.map(({ code }) => code).toSorted());
});

/** Root may read everything; permissions are tried as nobody then. */
function asOrdinaryUser<T>(action: () => T): T {
  if (process.geteuid?.() !== 0) return action();
  process.seteuid?.(65534);
  try {
    return action();
  } finally {
    process.seteuid?.(0);
  }
}
