import { globSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { listSources, read, root } from "./workspace.ts";

const files = listSources("packages")
  .map((path) => ({ path, lines: read(path).trimEnd().split("\n").length }))
  .sort((one, other) => one.lines - other.lines);

function linesAt(share: number): number {
  return files[Math.ceil(files.length * share) - 1]?.lines ?? 0;
}

describe("a file does one thing", () => {
  test("half of all source files have fewer than 100 lines", () => {
    expect(linesAt(0.5)).toBeLessThan(100);
  });

  test("nine of ten source files have fewer than 300 lines", () => {
    expect(linesAt(0.9)).toBeLessThan(300);
  });

  test("no source file has more than 400 lines", () => {
    const long = files.filter((file) => file.lines > 400).map(({ path, lines }) => `${path}: ${lines} lines`);
    expect(long).toEqual([]);
  });

  test("no file or folder is a drawer: its name tells the behaviour", () => {
    const drawers = ["util", "utils", "helper", "helpers", "common", "misc", "shared", "lib"];
    const everything = globSync(["packages/**/*", "test/**/*", "rig/**/*", "scripts/**/*", "bench/**/*"], {
      cwd: root,
      exclude: (path) => path.includes("node_modules"),
    });
    expect(everything.length).toBeGreaterThan(50);
    expect(everything.filter((path) => drawers.includes(basename(path).split(".")[0] ?? ""))).toEqual([]);
  });
});
