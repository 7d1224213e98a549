import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { KeptState } from "../connector/index.ts";
import type { OwnPort } from "../inventory/index.ts";
import { openConnectorFile } from "./connector-file.ts";

let directory: string;
const troubles: string[] = [];
const open = () => openConnectorFile(join(directory, "connector.json"), (what) => troubles.push(what));
const port = (id: string): OwnPort => ({
  id,
  network: "plane",
  name: id,
  mac: "fa:16:3e:00:00:01",
  addresses: [],
  vtep: undefined,
  isUp: true,
  pairs: [],
});
const state: KeptState = { epoch: 7, vteps: ["192.0.2.1"], removedAtMs: [], told: [], copies: new Map() };
const answer = { site: "west", epoch: 1, version: 1, ports: [port("1"), port("2")] };

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "multisite-connector-file-"));
  troubles.length = 0;
});
afterEach(() => rmSync(directory, { recursive: true }));

test("what was saved and what has changed since is found again: endpoints, removals, what hosts were told, other sites' answers", () => {
  const file = open();
  file.save(state);
  file.append?.([{ kind: "vteps", vteps: ["192.0.2.2"] }]);
  file.append?.([{ kind: "removed", removedAtMs: [5] }]);
  const ports = { "192.0.2.2": [["fa:16:3e:00:00:01", "10.50.0.1"]], "192.0.2.9": [["fa:16:3e:00:00:09", "10.50.0.9"]] };
  const message = { method: "add_fdb_entries", args: { fdb_entries: { n: { ports } } } };
  file.append?.([
    { kind: "told", message },
    { kind: "answer", answer },
    { kind: "answer", answer: { site: "west", epoch: 1, version: 2, changes: [{ id: "1" }] } },
  ]);
  const found = open().load();
  expect(found).toMatchObject({ epoch: 7, vteps: ["192.0.2.1", "192.0.2.2"], removedAtMs: [5] });
  expect(found?.told.map(({ vtep }) => vtep)).toEqual(["192.0.2.2"]);
  expect([...(found?.copies.get("west")?.ports.keys() ?? [])]).toEqual(["2"]);
  expect(found?.copies.get("west")?.version).toBe(2);
});

test("changes of a whole that was written again since are none of the new one, and a line that was cut short is none at all", () => {
  const file = open();
  file.save(state);
  file.append?.([{ kind: "vteps", vteps: ["192.0.2.2"] }]);
  const changes = join(directory, "connector.json.changes");
  const before = readFileSync(changes, "utf8");
  file.save({ ...state, vteps: [] });
  // As if the power had failed before they were taken away.
  appendFileSync(changes, before);
  file.append?.([{ kind: "vteps", vteps: ["192.0.2.3"] }]);
  appendFileSync(changes, '{"number":2,"change":{"kind":"vt');
  expect(open().load()?.vteps).toEqual(["192.0.2.3"]);
  expect(troubles).toEqual([]);
});
