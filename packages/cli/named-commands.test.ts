import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { namedCommands, refusalOf } from "./testing/named-commands.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

describe("whatever tells somebody at 3 a.m. which command is next names one that the command line takes", () => {
  const files = [join(root, "README.md"), ...["packages", "docs"].flatMap((folder) => textsBelow(join(root, folder)))];
  const found = files.flatMap((file) =>
    namedCommands(readFileSync(file, "utf8"), file.endsWith(".ts") ? "source" : "text").map((command) => ({
      file: relative(root, file),
      // A test has parts of commands.
      command: file.endsWith(".test.ts") ? { ...command, isToBeTyped: false } : command,
    })),
  );

  test("in all sources, alarms, errors, help texts and documents, with its options and arguments", () => {
    const refusals = new Map<string, string | undefined>();
    const wrong = found.flatMap(({ file, command }) => {
      const key = JSON.stringify(command);
      if (!refusals.has(key)) refusals.set(key, refusalOf(command));
      const refusal = refusals.get(key);
      return refusal === undefined ? [] : [`${file}: multisite ${command.words.join(" ")}: ${refusal}`];
    });
    expect([...new Set(wrong)]).toEqual([]);
  });

  test("and they are really found", () => {
    const typed = found.filter(({ command }) => command.isToBeTyped);
    expect(typed.length).toBeGreaterThan(150);
    const isNamed = (end: string, ...words: readonly string[]): boolean =>
      typed.some(({ file, command }) => file.endsWith(end) && words.every((word) => command.words.includes(word)));
    expect(isNamed("safety.ts", "replay", "FILLED-IN", "--dry-run")).toBe(true);
    expect(isNamed("no-writer.ts", "promote", "--reason")).toBe(true);
    expect(isNamed("operate/star.md", "add-site", "north", "--dry-run")).toBe(true);
    expect(isNamed("help-star-promote.txt", "promote", "north-1")).toBe(true);
  });
});

describe("a text that is wrong is found", () => {
  const refusals = (text: string, kind: "source" | "text" = "source"): readonly (string | undefined)[] =>
    namedCommands(text, kind).map(refusalOf);

  test.each([
    ["an option that there is not", 'next: "multisite star status --site SITE at another site"', "unknown option '--site'"],
    [
      "an option that there is not, with a part filled in",
      `next: \`multisite keys explain --node \${node}\``,
      "unknown option '--node'",
    ],
    ["no argument", 'next: "look there; then multisite star promote --dry-run --reason why"', "missing required argument 'node'"],
    [
      "no option that it must have",
      "run `multisite star promote north-1 --dry-run` then",
      "required option '--reason <text>' not specified",
    ],
    ["words that are no arguments", 'next: "multisite star status at another site"', "too many arguments"],
    ["a command that there is not", ["// multisite", "star repair"].join(" "), "there is no multisite"],
    ["a bare name, where a command is to be typed", "next: `multisite star rebuild`", "missing required argument 'node'"],
  ])("%s", (_, text, refusal) => {
    expect(refusals(text)).toEqual([expect.stringContaining(refusal)]);
  });

  test("in a document, over the end of a line and in a code block", () => {
    expect(refusals("Then `multisite star\n  rebuild` it.\n\n    multisite star release east-1  # it is lost", "text")).toEqual([
      expect.stringContaining("missing required argument 'node'"),
      expect.stringContaining("required option '--reason <text>'"),
    ]);
  });

  test.each([
    [`next: \`multisite star replay \${node} --dry-run (write them again), or multisite star release NODE --reason "..."\``],
    ['next: "multisite star status, on a node of another site; the rest comes by itself"'],
    ["stop it; shut out with multisite site evict instead"],
    ["  OS_BOOTSTRAP_PASSWORD=... multisite star init star.yaml --node east-1 --home ./try   begins it"],
    ["  multisite star example | multisite star check -"],
    ["/** `multisite star promote`. */"],
  ])("and this is right: %s", (text) => {
    const found = refusals(text);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((refusal) => refusal === undefined)).toBe(true);
  });
});

function textsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|md|txt)$/.test(entry.name) && !entry.parentPath.includes("node_modules"))
    .map((entry) => join(entry.parentPath, entry.name));
}
