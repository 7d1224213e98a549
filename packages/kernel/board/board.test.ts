import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openBoard } from "./index.ts";

test("what one process of the host writes, another sees by its revision, in a file that only their user can read", () => {
  const directory = mkdtempSync(join(tmpdir(), "multisite-board-"));
  try {
    const path = join(directory, "board.db");
    const agent = openBoard(path);
    const service = openBoard(path);
    const before = service.revision();
    agent.set("fence", { reason: "restored" });
    expect(service.revision()).not.toBe(before);
    expect(service.get("fence")).toEqual({ reason: "restored" });
    const seen = service.revision();
    agent.set("fence", { reason: "restored" });
    expect(service.revision()).toBe(seen);
    agent.remove("fence");
    expect(service.get("fence")).toBeUndefined();
    expect(statSync(path).mode & 0o077).toBe(0);
    agent.close();
    service.close();
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("names are listed by their prefix, in order; own writes move the revision too", () => {
  const board = openBoard(undefined);
  const before = board.revision();
  for (const name of ["verifier/20", "writes", "verifier/10"]) board.set(name, 1);
  expect(board.names("verifier/")).toEqual(["verifier/10", "verifier/20"]);
  expect(board.revision()).not.toBe(before);
  board.close();
});
