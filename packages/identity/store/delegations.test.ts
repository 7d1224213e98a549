import { createSimulatedClock } from "@multisite/kernel/clock";
import { isDuplicateKey, openDatabase } from "@multisite/kernel/sql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, type TestDatabase } from "../../../test/support/engines.ts";
import { deleteAccessRule, findOrCreateAccessRule, getAccessRule, isAccessRuleUsed, listAccessRules } from "./access-rules.ts";
import {
  countApplicationCredentials,
  createApplicationCredential,
  deleteApplicationCredential,
  getApplicationCredential,
  listApplicationCredentials,
} from "./application-credentials.ts";
import { countCredentials, createCredential, getCredential, listCredentials, updateCredentialBlob } from "./credentials.ts";
import type { IdentityDatabase } from "./database.ts";
import { createConsumer, createRequestToken, deleteConsumer, exchangeRequestToken, getAccessToken } from "./oauth1.ts";
import { createSchema } from "./schema/create.ts";
import type { Tables } from "./schema/tables.ts";
import { consumeTrustUse, createTrust, deleteTrust, getTrust, listTrusts, type TrustRecord } from "./trusts.ts";

describe.each(engines())("delegations on $name", (engine) => {
  let place: TestDatabase;
  let database: IdentityDatabase;

  beforeAll(async () => {
    place = await engine.createDatabase();
    database = openDatabase<Tables>(place.location, { clock: createSimulatedClock(), watchIntervalMs: 50 });
    await createSchema(database);
  });
  afterAll(async () => {
    await database.close();
    await place.drop();
  });

  const trust: TrustRecord = {
    id: "1".repeat(32),
    trustorUserId: "a",
    trusteeUserId: "b",
    projectId: "p",
    impersonation: true,
    expiresAtMs: Date.parse("2027-01-01T00:00:00.250Z"),
    remainingUses: 2,
    redelegatedTrustId: null,
    redelegationCount: 0,
    extra: { note: "n" },
    roleIds: ["r1", "r2"],
  };

  test("a trust is read as it was written, also the fraction of its expiry", async () => {
    await createTrust(database.engine, database.query, trust);
    expect(await getTrust(database.query, trust.id)).toEqual(trust);
    expect(await listTrusts(database.query, { trusteeUserId: "b" })).toEqual([{ ...trust, roleIds: [] }]);
    const again = createTrust(database.engine, database.query, { ...trust, id: "2".repeat(32) });
    expect(await again.catch(isDuplicateKey)).toBe(true);
  });

  test("a trust's uses are taken one by one, by as many as come at once, and never below zero", async () => {
    const taken = await Promise.all([1, 2, 3, 4, 5].map(() => consumeTrustUse(database.query, trust.id)));
    expect(taken.filter((success) => success)).toHaveLength(2);
    expect((await getTrust(database.query, trust.id))?.remainingUses).toBe(0);
    const unlimited = { ...trust, id: "3".repeat(32), remainingUses: null, expiresAtMs: null };
    await createTrust(database.engine, database.query, unlimited);
    expect(await consumeTrustUse(database.query, unlimited.id)).toBe(false);
    expect((await getTrust(database.query, unlimited.id))?.remainingUses).toBeNull();
  });

  test("a deleted trust is in no answer, but its row stays", async () => {
    await deleteTrust(database.engine, database.query, trust.id, Date.parse("2026-11-22T00:00:00Z"));
    expect(await getTrust(database.query, trust.id)).toBeUndefined();
    expect((await listTrusts(database.query, {})).map(({ id }) => id)).not.toContain(trust.id);
    expect(await consumeTrustUse(database.query, trust.id)).toBe(false);
    const row = await database.query.selectFrom("trust").selectAll().where("id", "=", trust.id).executeTakeFirst();
    expect(row?.deleted_at).toMatch(/^2026-11-22 00:00:00/);
  });

  test("an application credential is read as it was written; what hangs on it goes with it", async () => {
    const rule = { service: "compute", path: "/v2.1/servers", method: "GET" };
    const credential = {
      id: "c".repeat(32),
      name: "n",
      secretHash: "$2b$",
      description: null,
      userId: "u",
      projectId: "p",
      expiresAtMs: Date.parse("2027-01-01T00:00:00.250Z"),
      unrestricted: false,
      roleIds: ["r1"],
    };
    await database.transaction(async (queries) => {
      const rowId = await findOrCreateAccessRule(queries, "u", "rule", rule);
      expect(await findOrCreateAccessRule(queries, "u", "other", rule)).toBe(rowId);
      await createApplicationCredential(queries, credential, [rowId]);
    });
    const expected = { ...credential, accessRules: [{ id: "rule", userId: "u", ...rule }] };
    expect(await getApplicationCredential(database.query, credential.id)).toEqual(expected);
    expect(await listApplicationCredentials(database.query, "u", "n")).toEqual([expected]);
    expect(await countApplicationCredentials(database.query, "u")).toBe(1);
    const known = await getAccessRule(database.query, "u", "rule");
    expect(await getAccessRule(database.query, "somebody else", "rule")).toBeUndefined();
    expect(await isAccessRuleUsed(database.query, known?.rowId ?? 0)).toBe(true);
    expect(await deleteApplicationCredential(database.query, credential.id)).toBe(true);
    expect(await deleteApplicationCredential(database.query, credential.id)).toBe(false);
    expect(await isAccessRuleUsed(database.query, known?.rowId ?? 0)).toBe(false);
    await deleteAccessRule(database.query, known?.rowId ?? 0);
    expect(await listAccessRules(database.query, "u")).toEqual([]);
  });

  test("a request token becomes one access token, and both go with their consumer", async () => {
    await createConsumer(database.query, { id: "k", description: null, secret: "s", extra: {} });
    const common = { secret: "s", consumerId: "k", projectId: "p", expiresAt: null };
    const requestToken = { ...common, id: "q", verifier: null, authorizingUserId: null, roleIds: null };
    await createRequestToken(database.query, requestToken);
    await createRequestToken(database.query, { ...requestToken, id: "q2" });
    const access = (id: string) => ({ ...common, id, authorizingUserId: "u", roleIds: ["r1"] });
    const exchange = (id: string) => database.transaction((queries) => exchangeRequestToken(queries, "q", access(id)));
    expect((await Promise.all([exchange("x"), exchange("y")])).sort()).toEqual([false, true]);
    const made = await Promise.all([getAccessToken(database.query, "x"), getAccessToken(database.query, "y")]);
    expect(made.filter((token) => token !== undefined)).toEqual([access(made[0] ? "x" : "y")]);
    await database.transaction((queries) => deleteConsumer(queries, "k"));
    const left = await database.query.selectFrom("access_token").selectAll().execute();
    expect(left).toEqual([]);
  });

  test("a credential is read as it was written, and only its blob changes", async () => {
    const credential = {
      id: "d".repeat(64),
      userId: "u",
      projectId: null,
      type: "totp",
      encryptedBlob: "one",
      keyHash: "k1",
      extra: { note: "n" },
    };
    await createCredential(database.query, credential);
    expect(await createCredential(database.query, credential).catch(isDuplicateKey)).toBe(true);
    await updateCredentialBlob(database.query, credential.id, { encryptedBlob: "two", keyHash: "k2" });
    const changed = { ...credential, encryptedBlob: "two", keyHash: "k2" };
    expect(await getCredential(database.query, credential.id)).toEqual(changed);
    expect(await listCredentials(database.query, { userId: "u", type: "totp" })).toEqual([changed]);
    expect(await listCredentials(database.query, { userId: "u", type: "cert" })).toEqual([]);
    expect(await countCredentials(database.query, "u")).toBe(1);
  });
});
