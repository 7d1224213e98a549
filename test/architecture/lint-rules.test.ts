import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRoom, type Room } from "../../rig/process/room.ts";
import { run } from "../../rig/process/run.ts";
import { root } from "./workspace.ts";

/** A line that must be refused, and how. */
const forbidden = [
  { what: "Date.now()", line: "export const a = Date.now();" },
  { what: "Date.now as a value", line: "export const a = Date.now;" },
  { what: "new Date()", line: "export const a = new Date();" },
  { what: "Math.random()", line: "export const a = Math.random();" },
  { what: "performance.now()", line: "export const a = performance.now();" },
  { what: "process.hrtime", line: "export const a = process.hrtime.bigint();" },
  { what: "globalThis.fetch", line: 'export const a = globalThis.fetch("x");' },
  { what: "setTimeout", line: "export const a = setTimeout(() => {}, 5);" },
  { what: "setInterval", line: "export const a = setInterval(() => {}, 5);" },
  { what: "setImmediate", line: "export const a = setImmediate(() => {});" },
  { what: "fetch", line: 'export const a = fetch("x");' },
  { what: "node:timers/promises", line: 'export { setTimeout as a } from "node:timers/promises";' },
] as const;
const allowed = "export const a = new Date(5);";

describe("time, chance and transport are arguments: the lint rules", () => {
  let room: Room;
  let found: ReadonlySet<string>;

  beforeAll(async () => {
    room = createRoom("lint");
    cpSync(join(root, "biome.json"), room.file("biome.json"));
    cpSync(join(root, "lint"), room.file("lint"), { recursive: true });
    const put = (path: string, line: string) => {
      mkdirSync(dirname(room.file(path)), { recursive: true });
      writeFileSync(room.file(path), `${line}\n`);
    };
    forbidden.forEach(({ line }, index) => {
      put(`packages/identity/line${index}.ts`, line);
      put(`packages/identity/line${index}.test.ts`, line);
      put(`packages/kernel/line${index}.ts`, line);
    });
    put("packages/identity/allowed.ts", allowed);
    found = await lint(room);
  });

  afterAll(() => room.remove());

  test.each(forbidden.map((entry, index) => ({ ...entry, index })))("refuse $what in a service", ({ index }) => {
    expect(found).toContain(`packages/identity/line${index}.ts`);
  });

  test("allow it in the kernel and in tests", () => {
    expect([...found].filter((path) => path.startsWith("packages/kernel/") || path.endsWith(".test.ts"))).toEqual([]);
  });

  test("allow a date that is made from a number", () => {
    expect(found).not.toContain("packages/identity/allowed.ts");
  });
});

/** The files in which biome found an error. */
async function lint(room: Room): Promise<ReadonlySet<string>> {
  const args = ["lint", "--vcs-enabled=false", "--reporter=github", "--max-diagnostics=none", "."];
  const result = await run(join(root, "node_modules/.bin/biome"), args, { cwd: room.path });
  const errors = result.stdout.matchAll(/^::error .*?file=([^,]+)/gm);
  return new Set([...errors].map((match) => relative(room.path, match[1] ?? "")));
}
