import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli, temporaryDirectory } from "../../testing/index.ts";

const PASSPHRASE = "correct horse battery staple";
const BOOTSTRAP = { OS_BOOTSTRAP_PASSWORD: "a-password-of-the-test" };

function newConfig(): { readonly directory: string; readonly config: string } {
  const directory = temporaryDirectory();
  const config = join(directory, "identity.yaml");
  writeFileSync(config, "identity: { password_hash_rounds: 4 }\n");
  return { directory, config };
}

async function newSite() {
  const { directory, config } = newConfig();
  await runCli(["identity", "bootstrap", "--config", config], BOOTSTRAP);
  const file = join(directory, "site.backup");
  const passphraseFile = join(directory, "passphrase");
  writeFileSync(passphraseFile, `${PASSPHRASE}\nanother line\n`);
  return { directory, config, file, passphraseFile };
}

test("a backup restores the site elsewhere, which is then fit to serve; a dry run before changes nothing", async () => {
  const { config, file, passphraseFile } = await newSite();
  const made = await runCli(["identity", "backup", file, "-c", config, "--passphrase-file", passphraseFile, "-o", "json"]);
  expect(JSON.parse(made.out)).toMatchObject({ dryRun: false, file, tables: 48 });

  const other = newConfig();
  const environment = { MULTISITE_BACKUP_PASSPHRASE: PASSPHRASE };
  const restore = ["identity", "restore", file, "-c", other.config, "-o", "json"];
  const rehearsed = await runCli([...restore, "--dry-run"], environment);
  expect(JSON.parse(rehearsed.out)).toMatchObject({ dryRun: true, tables: 48 });
  expect(readdirSync(other.directory)).toEqual(["identity.yaml"]);

  const written = join(other.directory, "old.json");
  const restored = await runCli([...restore, "--write-config", written], environment);
  expect(JSON.parse(restored.out)).toEqual({ ...JSON.parse(rehearsed.out), dryRun: false });
  expect(JSON.parse(readFileSync(written, "utf8")).identity.password_hash_rounds).toBe(4);
  expect((await runCli(["identity", "check", "-c", other.config])).exitCode).toBe(0);

  const again = await runCli(restore, environment);
  expect(again).toMatchObject({ exitCode: 1, err: expect.stringContaining("next: ") });
  const replaced = await runCli(["identity", "restore", file, "-c", other.config, "--replace"], environment);
  expect(replaced.out).toMatch(/^\d+ rows in 48 tables +the backup of 20/m);
  expect(replaced.out).toContain(`next: multisite identity check --config ${other.config}\n`);
});

test("a dry run of a backup counts and writes no file", async () => {
  const { config, file } = await newSite();
  const { out } = await runCli(["identity", "backup", file, "-c", config, "--dry-run"], {
    MULTISITE_BACKUP_PASSPHRASE: PASSPHRASE,
  });
  expect(out).toMatch(/^WOULD BE WRITTEN +TABLES +ROWS +FILES\n.*site\.backup +48 +\d+ +\d+\n$/);
  expect(existsSync(file)).toBe(false);
});

test("a person types the passphrase of a backup twice, and that of a restore once; it is in no output", async () => {
  const { config, file } = await newSite();
  const differing = await runCli(["identity", "backup", file, "-c", config], {}, [PASSPHRASE, "mistyped"]);
  expect(differing).toMatchObject({ exitCode: 2, err: expect.stringContaining("The two passphrases differ.") });
  expect(existsSync(file)).toBe(false);
  const made = await runCli(["identity", "backup", file, "-c", config, "--debug"], {}, [PASSPHRASE, PASSPHRASE]);
  expect(made.exitCode).toBe(0);
  const restored = await runCli(["identity", "restore", file, "-c", newConfig().config, "--debug"], {}, [PASSPHRASE]);
  expect(restored.exitCode).toBe(0);
  expect(made.out + made.err + restored.out + restored.err).not.toContain(PASSPHRASE);
});

test("a passphrase that is missing, empty or wrong is said to be, and nothing is made", async () => {
  const { directory, config, file, passphraseFile } = await newSite();
  const backup = ["identity", "backup", file, "-c", config];
  expect(await runCli(backup)).toMatchObject({ exitCode: 2, err: expect.stringContaining("MULTISITE_BACKUP_PASSPHRASE") });
  expect((await runCli(backup, { MULTISITE_BACKUP_PASSPHRASE: "" })).exitCode).toBe(2);
  const absent = await runCli([...backup, "--passphrase-file", join(directory, "absent")]);
  expect(absent).toMatchObject({ exitCode: 1, err: expect.stringContaining("code: cli.passphrase_file.unreadable") });
  const short = await runCli(backup, { MULTISITE_BACKUP_PASSPHRASE: "short" });
  expect(short).toMatchObject({ exitCode: 1, err: expect.stringContaining("code: identity.backup.passphrase") });
  expect(existsSync(file)).toBe(false);
  await runCli([...backup, "--passphrase-file", passphraseFile]);
  const other = newConfig();
  const wrong = await runCli(["identity", "restore", file, "-c", other.config], {
    MULTISITE_BACKUP_PASSPHRASE: "not the passphrase",
  });
  expect(wrong).toMatchObject({ exitCode: 1, err: expect.stringContaining("code: identity.backup.unreadable") });
  expect(readdirSync(other.directory)).toEqual(["identity.yaml"]);
});
