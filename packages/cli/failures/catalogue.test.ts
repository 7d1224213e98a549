import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { errorCatalogue } from "./catalogue.ts";

const root = new URL("../../", import.meta.url).pathname;

describe("error catalogue", () => {
  test("every error that the code can throw has a remedy", () => {
    const files = globSync("*/**/*.ts", { cwd: root }).filter((file) => !/\.test\.ts$|\/testing\/|node_modules/.test(file));
    const codes = files.flatMap((file) =>
      [...readFileSync(root + file, "utf8").matchAll(/new (?:KeystoneError|MultisiteError)\(\s*"([a-z0-9_.]+)"/g)].map(
        (match) => match[1] ?? "",
      ),
    );
    expect(codes.length).toBeGreaterThan(20);
    expect([...new Set(codes)].filter((code) => !errorCatalogue.has(code))).toEqual([]);
  });

  test("a remedy is one or more whole sentences", () => {
    for (const { code, remedy } of errorCatalogue.values()) expect(remedy, code).toMatch(/^[A-Z`].*[.`]$/s);
  });
});
