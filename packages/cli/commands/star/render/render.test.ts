import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hostOptions, parseStar, renderGateway, renderStar, starExamples } from "@multisite/identity/star";
import { expect, test } from "vitest";
import { runCli, temporaryDirectory } from "../../../testing/index.ts";

const star = parseStar(starExamples.star, "star.yaml");

function begin() {
  const directory = temporaryDirectory();
  const file = join(directory, "star.yaml");
  writeFileSync(file, starExamples.star);
  const out = join(directory, "hosts");
  return { out, file, render: (...more: readonly string[]) => runCli(["star", "render", file, "--directory", out, ...more]) };
}

const passwordsOf = (out: string): Record<string, string> =>
  JSON.parse(readFileSync(join(out, "passwords.json"), "utf8")) as Record<string, string>;

test("a dry run lists every file of every host, and writes nothing", async () => {
  const { out, render } = begin();
  const shown = await render("--dry-run", "-o", "json");
  const { files } = JSON.parse(shown.out) as { files: { host: string; path: string; what: string; state: string }[] };
  const edge = star.sites.find(({ name }) => name === "edge");
  const all = [...renderStar(star, hostOptions), ["gateway-edge", edge === undefined ? [] : renderGateway(star, edge)] as const];
  expect(files.map(({ host, path }) => `${host}:${path}`)).toEqual(
    all.flatMap(([host, each]) => each.map(({ path }) => `${host}:${path}`)),
  );
  expect(files.filter(({ what, state }) => what === "" || state !== "new")).toEqual([]);
  expect(existsSync(out)).toBe(false);
});

test("files have the modes and contents that hosts need; passwords are the same on all, made once, and not shown", async () => {
  const { out, render } = begin();
  const first = await render();
  expect(first.err).toBe("");
  const passwords = passwordsOf(out);
  expect(statSync(join(out, "passwords.json")).mode & 0o777).toBe(0o600);
  for (const [host, files] of renderStar(star, hostOptions)) {
    for (const { path, mode } of files) expect(statSync(join(out, host, path)).mode & 0o777, path).toBe(mode);
  }
  const identity = readFileSync(join(out, "north-1/etc/multisite/identity.yaml"), "utf8");
  expect(identity).toContain(passwords.identity);
  expect(readFileSync(join(out, "east-1/etc/multisite/accounts.sql"), "utf8")).toContain(passwords.identity);
  for (const each of Object.values(passwords)) expect(first.out).not.toContain(each);

  const again = await render();
  expect(again).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^0 files written to .*, \d+ were there already\./m) });
  expect(passwordsOf(out)).toEqual(passwords);
});

test("a file that was changed is replaced only with --force, and without it nothing is written", async () => {
  const { out, render } = begin();
  await render("--node", "north-1");
  const changed = join(out, "north-1/etc/multisite/mariadb.cnf");
  writeFileSync(changed, "mine");
  const refused = await render();
  expect(refused.exitCode).toBe(1);
  expect(refused.err).toContain(changed);
  expect(refused.err).toContain("code: cli.star.render_differs");
  expect(readFileSync(changed, "utf8")).toBe("mine");
  expect(existsSync(join(out, "east-1"))).toBe(false);
  expect((await render("--force")).exitCode).toBe(0);
  expect(readFileSync(changed, "utf8")).toContain("[mariadb");
});

test("with --placeholders no password is made", async () => {
  const { out, render } = begin();
  expect((await render("--node", "north-1", "--placeholders")).exitCode).toBe(0);
  expect(existsSync(join(out, "passwords.json"))).toBe(false);
  expect(readFileSync(join(out, "north-1/etc/multisite/agent.yaml"), "utf8")).toContain("__PASSWORD-OF-north-1__");
});

test("a host that is not in the document, a star on the embedded engine and torn passwords say what to do", async () => {
  const { out, file, render } = begin();
  expect(await render("--node", "nobody")).toMatchObject({ exitCode: 2, err: expect.stringContaining("it has east-1") });
  await render("--node", "north-1");
  writeFileSync(join(out, "passwords.json"), '{"identity":"x"}');
  expect((await render()).err).toContain("`monitor` is missing.\n  code: cli.star.passwords");
  writeFileSync(file, starExamples.star.replace("engine: mariadb", "engine: embedded"));
  expect((await render()).err).toContain("code: cli.star.render_engine");
});
