import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkStarText, starSchema } from "@multisite/identity/star";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { runCli, temporaryDirectory } from "../../testing/index.ts";

function fileWith(text: string): string {
  const file = join(temporaryDirectory(), "star.yaml");
  writeFileSync(file, text);
  return file;
}

const example = async (mode: string): Promise<string> => (await runCli(["star", "example", "--mode", mode])).out;

describe("a new star", () => {
  test.each(["star", "multi-cluster", "single-cluster", "centralized"])(
    "the example of mode %s is checked without a finding",
    async (mode) => {
      const text = await example(mode);
      expect(checkStarText(text).star?.mode).toBe(mode);
      const { exitCode, out } = await runCli(["star", "check", fileWith(text)]);
      expect(exitCode).toBe(0);
      expect(out).toMatch(new RegExp(`^Nothing is wrong: star telco, generation 1, mode ${mode}, \\d sites, \\d nodes\\.\\n$`));
    },
  );

  test("a program gets the example as data, and the schema as JSON Schema", async () => {
    const shown = await runCli(["star", "example", "-o", "json"]);
    expect(JSON.parse(shown.out)).toEqual(parse(await example("star")));
    expect(JSON.parse((await runCli(["star", "schema", "-o", "json"])).out)).toEqual(starSchema);
    expect((await runCli(["star", "schema"])).out).toMatch(/^spec\.holdDownSeconds +number from 1 to 86400 +30 +How long/m);
  });
});

describe("checking a document", () => {
  test("errors end with 1, and name line, code and what to do; in a table and for programs", async () => {
    const file = fileWith((await example("star")).replace("follows: west-1", "follows: east-1").replace("https:", "http:"));
    const table = await runCli(["star", "check", file]);
    expect(table.exitCode).toBe(1);
    expect(table.out).toMatch(/^11 +warning +star\.endpoint\.plain_http /m);
    expect(table.out).toMatch(/^\d+ +error +star\.replicas\.same_master +All replicas of north follow the same master, east-1/m);
    expect(table.err).toContain("has an error: no node takes it.\n  code: cli.star.not_fit\n  next: ");
    const json = await runCli(["star", "check", file, "--output", "json"]);
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({
      errors: 1,
      warnings: 1,
      findings: [
        { line: 11, path: "spec.publicEndpoint" },
        { severity: "error", path: "spec.sites[2].nodes[1].follows" },
      ],
    });
  });

  test("warnings alone are no failure", async () => {
    const file = fileWith((await example("star")).replace("https:", "http:"));
    expect((await runCli(["star", "check", file])).exitCode).toBe(0);
  });

  test("a text that is no document, and a file that is not there, say so", async () => {
    const torn = await runCli(["star", "check", fileWith("kind: IdentityStar\nspec: [")]);
    expect(torn).toMatchObject({ exitCode: 1, out: expect.stringContaining("This is not YAML") });
    const absent = await runCli(["star", "check", join(temporaryDirectory(), "absent.yaml")]);
    expect(absent).toMatchObject({ exitCode: 1, err: expect.stringContaining("code: cli.star.unreadable") });
  });
});
