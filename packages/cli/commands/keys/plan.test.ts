import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCli, temporaryDirectory } from "../../testing/index.ts";

const plan = (...argv: readonly string[]) => runCli(["keys", "plan", ...argv]);

/** A star's document, and another with some settings changed. */
async function documents(...edits: readonly (readonly [string, string])[]): Promise<readonly [string, string]> {
  const { out } = await runCli(["star", "example"]);
  const directory = temporaryDirectory();
  const [before, after] = [join(directory, "star.yaml"), join(directory, "new.yaml")];
  writeFileSync(before, out);
  writeFileSync(
    after,
    edits.reduce((text, [from, to]) => text.replace(from, to), out),
  );
  return [before, after];
}

describe("a plan of keys", () => {
  test("of a star: how many keys, and how long a site may be cut off", async () => {
    const [star] = await documents();
    const { exitCode, out } = await plan("--star", star);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^verdict +safe /m);
    expect(out).toMatch(/^keys needed +18 /m);
    expect(out).toMatch(/^isolation +6 d 23 h 59 min /m);
    expect((await plan()).out).toBe(out);
  });

  test("flags stand over the document, and programs get numbers", async () => {
    const [star] = await documents();
    const { out } = await plan("--star", star, "--staged", "2", "--period", "7d", "--clock-error", "0s", "-o", "json");
    expect(JSON.parse(out)).toMatchObject({
      settings: { stagedKeys: 2, rotationPeriodSeconds: 604_800 },
      plan: { isolationSeconds: 1_209_600 },
    });
  });

  test("of a stock Keystone with too few keys: unsafe, with 1, and how many it takes", async () => {
    const { exitCode, out, err } = await plan(
      ..."--period 8h --expiration 24h --staged 1 --late 0s --clock-error 0s --keys 4".split(" "),
    );
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^slack +-2 d 8 h /m);
    expect(err).toContain("Keep 11 keys.");
    expect(err).toContain("code: cli.keys.unsafe");
  });

  test.each([
    ["--period", "0s"],
    ["--expiration", "never"],
    ["--staged", "0"],
    ["--staged", "1", "--keys", "1"],
  ])("%s %s is not understood", async (...argv) => expect((await plan(...argv)).exitCode).toBe(2));
});

describe("a change of settings", () => {
  test("that is safe at once is said to be, with its step", async () => {
    const [star, after] = await documents(["stagedKeys: 7", "stagedKeys: 14"]);
    const { exitCode, out } = await plan("--star", star, "--change-to", after);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^1 +In the next generation, set stagedKeys: 14\.$/m);
  });

  test("that would cost valid tokens is refused, and the safe order is shown", async () => {
    const [star, after] = await documents(["allowExpiredWindowSeconds: 172800", "allowExpiredWindowSeconds: 259200"]);
    const { exitCode, out, err } = await plan("--star", star, "--change-to", after);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^1 .*retentionSeconds: 262800\.\n2 +Wait 1 d, counted from .*\n3 .*allowExpiredWindowSeconds: 259200/m);
    expect(err).toContain("code: cli.keys.change_refused");
  });

  test("is safe once it has been prepared for long enough", async () => {
    const prepared = ["stagedKeys: 7", "stagedKeys: 7\n    retentionSeconds: 262800"] as const;
    const [, star] = await documents(prepared);
    const [, after] = await documents(["allowExpiredWindowSeconds: 172800", "allowExpiredWindowSeconds: 259200"]);
    const early = await plan("--star", star, "--change-to", after, "--in-force", "1h", "-o", "json");
    expect(early.exitCode).toBe(1);
    expect(JSON.parse(early.out).change.steps[0]).toMatchObject({ kind: "wait", seconds: 82_800 });
    expect((await plan("--star", star, "--change-to", after, "--in-force", "1d")).exitCode).toBe(0);
  });

  test("to the same settings is nothing to do", async () => {
    const [star, after] = await documents();
    expect((await plan("--star", star, "--change-to", after)).out).toContain("the settings are the same");
  });
});
