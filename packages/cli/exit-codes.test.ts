import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { errorCatalogue } from "./failures/catalogue.ts";
import { runCli, temporaryDirectory } from "./testing/index.ts";

describe("exit code 2: the command line is not understood", () => {
  test.each([
    [[], "Usage: multisite"],
    [["bogus"], "unknown command 'bogus'"],
    [["identity", "serve"], "required option '-c, --config <file>'"],
    [["identity", "options", "--output", "xml"], "Allowed choices are table, json, yaml"],
    [["identity", "options", "nothing"], "There is no group nothing"],
    [["demo", "--base-port", "x"], "It must be a port"],
    [["identity", "import-config"], "missing required argument"],
  ])("%j", async (argv, text) => {
    const { exitCode, out, err } = await runCli(argv);
    expect(exitCode).toBe(2);
    expect(err).toContain(text);
    expect(out).toBe("");
  });

  test("a bootstrap without a password says where to put it", async () => {
    const config = join(temporaryDirectory(), "identity.yaml");
    writeFileSync(config, "");
    const { exitCode, err } = await runCli(["identity", "bootstrap", "--config", config]);
    expect(exitCode).toBe(2);
    expect(err).toContain("OS_BOOTSTRAP_PASSWORD");
  });
});

describe("exit code 1: the command failed", () => {
  test("the cause, its code and the next step are named, and no stack is shown", async () => {
    const { exitCode, err } = await runCli(["identity", "check", "--config", "/nonexistent/identity.yaml"]);
    expect(exitCode).toBe(1);
    expect(err).toBe(
      "multisite: The configuration file /nonexistent/identity.yaml cannot be read (ENOENT).\n" +
        "  code: cli.config_file.unreadable\n" +
        `  next: ${errorCatalogue.get("cli.config_file.unreadable")?.remedy}\n`,
    );
  });

  test("--debug shows the stack, down to the cause", async () => {
    const { err } = await runCli(["identity", "check", "--config", "/nonexistent/identity.yaml", "--debug"]);
    expect(err).toMatch(/MultisiteError: .*\n\s+at /);
    expect(err).toContain("caused by Error: ENOENT");
  });

  test("a site that is not fit to serve", async () => {
    const config = join(temporaryDirectory(), "identity.yaml");
    writeFileSync(config, "");
    const { exitCode, out } = await runCli(["identity", "check", "--config", config]);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^token keys +problem/m);
    expect(out).toMatch(/^database +problem +the database file does not exist +multisite identity bootstrap --config FILE$/m);
  });
});

test("exit code 0: version and options in all formats", async () => {
  expect(await runCli(["--version"])).toMatchObject({ exitCode: 0, out: "0.1.0\n" });
  const json = await runCli(["identity", "options", "totp", "--output", "json"]);
  expect(JSON.parse(json.out)).toEqual([
    expect.objectContaining({ group: "totp", option: "included_previous_windows", default: 1 }),
  ]);
  expect((await runCli(["identity", "options", "totp", "--output", "yaml"])).out).toContain("option: included_previous_windows");
  expect((await runCli(["identity", "options", "totp"])).out).toMatch(
    /^OPTION +TYPE +DEFAULT +MEANING\ntotp\.included_previous_windows +integer +1 /,
  );
});
