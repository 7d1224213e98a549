import { expect, test } from "vitest";
import { read } from "./workspace.ts";

interface Lock {
  readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>;
}

test("package-lock.json names the packages of every platform, or `npm ci` refuses it (node scripts/complete-lock.mjs)", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as Lock;
  const wanted = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
  const places = Object.keys(packages);
  expect(wanted.length).toBeGreaterThan(10);
  expect(wanted.filter((name) => !places.some((place) => place.endsWith(`node_modules/${name}`)))).toEqual([]);
});

test("no package needs an install script: npm may forbid them", () => {
  expect(read("package-lock.json")).not.toContain("hasInstallScript");
});
