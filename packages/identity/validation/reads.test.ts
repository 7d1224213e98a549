import type { RawReader } from "@multisite/kernel/sql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../testing/index.ts";
import * as reads from "./reads.ts";

/** Tables that Keystone's schema gives no index for what is asked; an operator has a few rows in them. */
const UNINDEXED = ["project_endpoint", "project_endpoint_group"];

describe("the reads of a validation", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service.close());

  /** The tables that a read goes through from end to end, as SQLite plans it. */
  function scannedTables(read: (raw: RawReader) => unknown): string[] {
    const scanned: string[] = [];
    read({
      all(sql, parameters) {
        const plan = service.identity.database.raw.all(`EXPLAIN QUERY PLAN ${sql}`, parameters) as { detail: string }[];
        for (const { detail } of plan) {
          const [, table] = /^SCAN (\w+)/.exec(detail) ?? [];
          if (table !== undefined && table !== "CONSTANT") scanned.push(table);
        }
        return [];
      },
    });
    return scanned;
  }

  test.each<[string, (raw: RawReader) => unknown]>([
    ["user", (raw) => reads.readUser(raw, "u")],
    ["project", (raw) => reads.readProjectScope(raw, "u", "p")],
    ["domain", (raw) => reads.readDomainScope(raw, "u", "d")],
    ["system", (raw) => reads.readSystemScope(raw, "u")],
    ["trust", (raw) => reads.readTrust(raw, "t")],
    ["application credential", (raw) => reads.readApplicationCredential(raw, "u", "c")],
    ["access token", (raw) => reads.readAccessToken(raw, "t")],
    [
      "revocation",
      (raw) => reads.readRevocation(raw, { issuedAt: "2026-01-01", userIds: ["u", "u", "u"], projectId: "p", auditId: "a" }),
    ],
  ])("%s: no table that grows is read from end to end", (_, read) => {
    const scanned = scannedTables(read).filter((table) => !UNINDEXED.includes(table));
    // `above` are the few projects between a project and its domain.
    expect(scanned.filter((table) => table !== "above")).toEqual([]);
  });
});
