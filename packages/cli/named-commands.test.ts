import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { CommandContext } from "./context.ts";
import { createProgram } from "./program.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = createProgram({ terminal: { isScreen: false } } as CommandContext);
const groups = new Map(program.commands.map((one) => [one.name(), one.commands.map((child) => child.name())]));

/** `multisite star replay`, as alarms, errors, help and documents name it; a group alone, such as `multisite star`, is no command. */
const NAMED = /\bmultisite (identity|star|keys|site) ([a-z][a-z-]+)/g;

describe("whatever tells somebody at 3 a.m. which command is next names one that there is", () => {
  const files = ["packages", "docs"].flatMap((folder) => textsBelow(join(root, folder)));
  const found = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(NAMED)].map(([, group = "", name = ""]) => ({ file, group, name })),
  );

  test("in all sources and documents", () => {
    const wrong = found.filter(({ group, name }) => !groups.get(group)?.includes(name));
    expect(wrong.map(({ file, group, name }) => `${relative(root, file)}: multisite ${group} ${name}`)).toEqual([]);
  });

  test("and they are really found", () => {
    expect(found.length).toBeGreaterThan(100);
    expect(found.some(({ file, name }) => file.endsWith("safety.ts") && name === "replay")).toBe(true);
  });
});

function textsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|md|txt)$/.test(entry.name) && !entry.parentPath.includes("node_modules"))
    .map((entry) => join(entry.parentPath, entry.name));
}
