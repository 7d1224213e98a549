import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { networkSchema } from "@multisite/network";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { runCli, temporaryDirectory } from "../../testing/index.ts";

function fileWith(text: string): string {
  const file = join(temporaryDirectory(), "network.yaml");
  writeFileSync(file, text);
  return file;
}

const example = async (type: string): Promise<string> => (await runCli(["network", "example", "--type", type])).out;

describe("a stretched network's document", () => {
  test.each(["overlay", "provider", "routed"])("the example of type %s is checked without a finding", async (type) => {
    const { exitCode, out } = await runCli(["network", "check", fileWith(await example(type))]);
    expect(exitCode).toBe(0);
    expect(out).toContain(`type ${type}, in `);
  });

  test("a program gets the example as data, and the schema as JSON Schema", async () => {
    expect(JSON.parse((await runCli(["network", "example", "-o", "json"])).out)).toEqual(parse(await example("overlay")));
    expect(JSON.parse((await runCli(["network", "schema", "-o", "json"])).out)).toEqual(networkSchema);
  });

  test("errors end with 1, and name line, code and what to do; no cloud is asked then", async () => {
    const file = fileWith((await example("overlay")).replace("last: 10.50.0.79", "last: 10.50.0.99").replace("cidr:", "cdir:"));
    const checked = await runCli(["network", "check", file]);
    expect(checked.exitCode).toBe(1);
    expect(checked.out).toMatch(/^\d+ +error +network\.document/m);
    expect(checked.err).toContain("code: cli.network.not_fit\n  next: ");
    const asked = await runCli(["network", "preflight", file]);
    expect(asked.err).toContain("network.document.invalid");
  });
});

describe("the preflight", () => {
  test("a site whose cloud is not in clouds.yaml stands in the way, with what to do", async () => {
    const file = fileWith(await example("overlay"));
    const { exitCode, out, err } = await runCli(["network", "preflight", file], {
      OS_CLIENT_CONFIG_FILE: fileWith("clouds: {}"),
    });
    expect(exitCode).toBe(1);
    expect(out).toMatch(
      /^error +east +cloud east +There is no cloud east; there are: none\. Write it into clouds\.yaml .* --cloud SITE=CLOUD\.$/m,
    );
    expect(err).toContain("3 things stand in the way of the network hss-backup. Nothing was written.");
  });

  test("a cloud for a site that the network has not is a mistake of the command line", async () => {
    const { exitCode, err } = await runCli(["network", "preflight", fileWith(await example("overlay")), "--cloud", "est=prod"]);
    expect(exitCode).toBe(2);
    expect(err).toContain("--cloud names est, and the network has the sites east, west, north.");
    const both = await runCli(["network", "preflight", fileWith(await example("overlay")), "--agents", "--cloud", "east=prod"]);
    expect([both.exitCode, both.err]).toEqual([2, expect.stringContaining("--agents asks no cloud")]);
  });
});

describe("trace", () => {
  test("a port number belongs to tcp or udp only: anything else is a mistake of the command line", async () => {
    const { exitCode, err } = await runCli(["network", "trace", "a", "b", "--port", "80"]);
    expect(exitCode).toBe(2);
    expect(err).toContain("any has no ports: give --protocol tcp or --protocol udp with --port.");
    expect((await runCli(["network", "trace", "a", "b", "--protocol", "tcp", "--port", "70000"])).exitCode).toBe(2);
  });
});

describe("moving a floating IP", () => {
  const move = ["network", "move-floating-ip", "203.0.113.50", "--to", "south", "--port", "media"];

  test("an override is the address typed again, with a reason: anything else is a mistake of the command line", async () => {
    const other = await runCli([...move, "--override", "203.0.113.5", "--reason", "north has no power"]);
    expect(other.exitCode).toBe(2);
    expect(other.err).toContain("--override names 203.0.113.5, and the address is 203.0.113.50.");
    for (const half of [
      ["--override", "203.0.113.50"],
      ["--reason", "north has no power"],
    ]) {
      expect((await runCli([...move, ...half])).err).toContain("--override and --reason go together.");
    }
  });
});
