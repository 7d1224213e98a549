import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openFreezeFile } from "./freeze-file.ts";

test("armed freezes outlive the process; a file that cannot be read is told, and not taken for an empty one", () => {
  const directory = mkdtempSync(join(tmpdir(), "multisite-freeze-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, "freezes.json");
  expect(openFreezeFile(path).load()).toEqual([]);
  const freeze = { id: "f", armedAtMs: 1, thawAfterMs: 2, guests: [], isEnding: false };
  openFreezeFile(path).save([freeze]);
  expect(openFreezeFile(path).load()).toEqual([freeze]);
  writeFileSync(path, "[{");
  expect(() => openFreezeFile(path).load()).toThrow(`cannot be read from ${path}`);
});
