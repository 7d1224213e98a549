import { mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MultisiteError } from "../errors/index.ts";
import { Secret } from "../secret/index.ts";
import { type LogFile, openLog } from "./index.ts";

let directory: string;
let file: LogFile;
const path = () => join(directory, "service.log");
const written = () => expect.poll(() => readFileSync(path(), "utf8")).not.toBe("");
const lines = (from = path()) =>
  readFileSync(from, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "multisite-log-"));
  file = openLog({ level: "debug", path: path(), fields: { site: "one" } });
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("a line is JSON with its level as a word", async () => {
  file.log.info({ requestId: "req-1" }, "done");
  await written();
  expect(lines()).toEqual([{ level: "info", time: expect.any(String), site: "one", requestId: "req-1", msg: "done" }]);
});

test("neither a Secret, nor an attribute named like one, nor a Fernet token anywhere reaches a line", async () => {
  const token = `gAAAAABl${"a-Z_9".repeat(30)}==`;
  file.log.info({ held: new Secret("hidden1"), user: { password: "hidden2" }, path: `/v3/x/${token}` }, `no ${token} here`);
  await written();
  const text = readFileSync(path(), "utf8");
  expect(text).not.toMatch(/hidden|gAAAA/);
  expect(lines()[0]).toMatchObject({ held: "[secret]", user: { password: "[secret]" }, msg: "no [token] here" });
});

test("an error's statement, values and quoted text are left out, its code and cause are there", async () => {
  const driver = Object.assign(new Error("Duplicate entry 'hidden1' for key 'x'"), {
    errno: 1062,
    sqlMessage: "Duplicate entry 'hidden1'",
    sql: "insert into password values ('hidden2')",
  });
  file.log.error({ err: new MultisiteError("identity.unexpected", "Sorry.", { detail: "why", cause: driver }) }, "failed");
  await written();
  const text = readFileSync(path(), "utf8");
  expect(text).not.toContain("hidden");
  expect(lines()[0].err).toMatchObject({
    code: "identity.unexpected",
    detail: "why",
    cause: { code: 1062, message: "Duplicate entry '…' for key '…'" },
  });
});

test("after reopening, lines go to a new file of the same name", async () => {
  file.log.info("before");
  await written();
  renameSync(path(), `${path()}.1`);
  file.reopen();
  file.log.info("after");
  await written();
  expect([lines(`${path()}.1`)[0].msg, lines()[0].msg]).toEqual(["before", "after"]);
});

test("a file that cannot be written is refused at the start", async () => {
  // The other file is opened in the background; its directory must not go before that.
  file.log.info("open");
  await written();
  expect(() => openLog({ level: "info", path: join(directory, "none", "service.log") })).toThrow(/cannot be written/);
});
