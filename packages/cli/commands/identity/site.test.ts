import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCli, temporaryDirectory } from "../../testing/index.ts";

const PASSWORD = { OS_BOOTSTRAP_PASSWORD: "a-password-of-the-test" };

function newSite(settings = "identity: { password_hash_rounds: 4 }\n") {
  const directory = temporaryDirectory();
  const config = join(directory, "identity.yaml");
  writeFileSync(config, settings);
  const identity = (command: string, ...options: string[]) =>
    runCli(["identity", command, "--config", config, "--output", "json", ...options], PASSWORD);
  const document = async (command: string, ...options: string[]) => JSON.parse((await identity(command, ...options)).out);
  const keysIn = (name: string): string[] => readdirSync(join(directory, name)).sort();
  return { directory, identity, document, keysIn };
}

describe("bootstrap", () => {
  test("a dry run on nothing says everything and leaves nothing", async () => {
    const { directory, document } = newSite();
    const { dryRun, steps } = await document("bootstrap", "--dry-run");
    expect(dryRun).toBe(true);
    expect(steps).toEqual(expect.arrayContaining(["Created the tables.", "Created user admin.", "Created role admin."]));
    expect(readdirSync(directory)).toEqual(["identity.yaml"]);
  });

  test("makes a site that is fit to serve; again, it finds everything there", async () => {
    const { document, identity, keysIn } = newSite();
    const url = "http://controller:5000/v3";
    const first = await document("bootstrap", "--bootstrap-region-id", "RegionOne", "--bootstrap-public-url", url);
    expect(first.steps).toContain(`Created public endpoint ${url}.`);
    expect(keysIn("fernet-keys")).toEqual(["0", "1"]);
    expect(keysIn("credential-keys")).toEqual(["0", "1"]);
    const again = await document("bootstrap");
    expect(again.steps.filter((line: string) => line.startsWith("Created"))).toEqual([]);
    const checked = await identity("check");
    expect(checked.exitCode).toBe(0);
    expect(JSON.parse(checked.out).map(({ state }: { state: string }) => state)).not.toContain("problem");
  });

  test("a dry run on a site that is there changes neither password nor names", async () => {
    const { identity, document, directory } = newSite();
    await identity("bootstrap");
    const before = readFileSync(join(directory, "identity.db"));
    const { steps } = await document("bootstrap", "--bootstrap-username", "other", "--dry-run");
    expect(steps).toContain("Created user other.");
    expect(readFileSync(join(directory, "identity.db")).equals(before)).toBe(true);
    const again = await document("bootstrap", "--bootstrap-username", "other", "--dry-run");
    expect(again.steps).toContain("Created user other.");
  });

  test("the password is in no output", async () => {
    const { identity } = newSite();
    const { out, err } = await identity("bootstrap", "--debug");
    expect(out + err).not.toContain(PASSWORD.OS_BOOTSTRAP_PASSWORD);
  });
});

describe("key commands", () => {
  test("a rehearsed rotation tells what the real one then does, and changes nothing", async () => {
    const { identity, document, keysIn, directory } = newSite();
    await identity("fernet-setup");
    const content = readFileSync(join(directory, "fernet-keys", "1"), "utf8");
    for (const deleted of [[], [1], [2]]) {
      const before = keysIn("fernet-keys");
      const [rehearsed] = await document("fernet-rotate", "--dry-run");
      expect(keysIn("fernet-keys")).toEqual(before);
      const [done] = await document("fernet-rotate");
      expect({ ...rehearsed, dryRun: false }).toEqual(done);
      expect(done.deleted).toEqual(deleted);
    }
    expect(content).toHaveLength(44);
    expect(keysIn("fernet-keys")).toEqual(["0", "3", "4"]);
  });

  test("setup makes keys once, and a dry run makes none", async () => {
    const { document, directory } = newSite("fernet_receipts: { key_repository: receipt-keys }\n");
    expect((await document("receipt-setup", "--dry-run"))[0]).toMatchObject({ dryRun: true, made: true });
    expect(existsSync(join(directory, "receipt-keys"))).toBe(false);
    expect((await document("receipt-setup"))[0].made).toBe(true);
    expect((await document("receipt-setup"))[0].made).toBe(false);
    expect((await document("receipt-rotate"))[0]).toMatchObject({ primary: 2, deleted: [] });
  });

  test("fernet-setup makes the receipts' keys too, where they have their own directory", async () => {
    const { document, keysIn } = newSite("fernet_receipts: { key_repository: receipt-keys }\n");
    expect(await document("fernet-setup")).toHaveLength(2);
    expect(keysIn("receipt-keys")).toEqual(["0", "1"]);
  });

  test("a rotation without keys fails, and names the command that makes them", async () => {
    const { exitCode, err } = await newSite().identity("fernet-rotate");
    expect(exitCode).toBe(1);
    expect(err).toContain("code: identity.key_repository.missing");
    expect(err).toContain("next: ");
  });

  test("credential keys rotate on a site without credentials", async () => {
    const { identity, document } = newSite();
    await identity("bootstrap");
    expect(await document("credential-migrate")).toEqual({ dryRun: false, migrated: 0, current: 0, changedMeanwhile: 0 });
    expect((await document("credential-rotate", "--dry-run"))[0]).toMatchObject({ primary: 2 });
    expect((await document("credential-rotate"))[0]).toMatchObject({ primary: 2 });
  });

  test("an owner that there is not is a mistake of the command line", async () => {
    const { exitCode, err } = await newSite().identity("fernet-setup", "--keystone-user", "no-such-user-here");
    expect(exitCode).toBe(2);
    expect(err).toContain("There is no user no-such-user-here");
  });
});
