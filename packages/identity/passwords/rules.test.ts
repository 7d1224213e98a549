import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, describe, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestService } from "../testing/index.ts";

const DAY_MS = 86_400_000;
const VAGUE = "The request you have made requires authentication.";

describe("password rules", () => {
  let service: TestService;
  let user: { id: string; password: string };
  afterEach(() => service.close());

  const start = async (compliance: Record<string, unknown>, groups: Record<string, Record<string, unknown>> = {}) => {
    service = await startTestService({ config: { security_compliance: compliance, ...groups } });
    user = await service.createUser("user");
  };
  const login = async (password = user.password) => {
    const answer = await service.request("POST", "/v3/auth/tokens", { body: { auth: passwordAuth(user.id, password) } });
    return { status: answer.status, message: answer.body.error?.message as string | undefined };
  };
  const change = async (original: string, password: string) => {
    const body = { user: { original_password: original, password } };
    const answer = await service.request("POST", `/v3/users/${user.id}/password`, { body });
    return { status: answer.status, message: answer.body?.error.message as string | undefined };
  };
  const update = async (changes: Record<string, unknown>) => {
    const token = await service.adminToken();
    const answer = await service.request("PATCH", `/v3/users/${user.id}`, { token, body: { user: changes } });
    expect(answer.status, answer.text).toBe(200);
    return answer.body.user;
  };
  const rowsOf = () =>
    service.identity.database.query
      .selectFrom("password")
      .innerJoin("local_user", "local_user.id", "password.local_user_id")
      .selectAll("password")
      .where("local_user.user_id", "=", user.id)
      .execute();

  test("lockout: as many wrong passwords as allowed lock the account for its duration, with the vague 401", async () => {
    await start({ lockout_failure_attempts: 3, lockout_duration: 60 });
    for (let tries = 0; tries < 3; tries++) expect(await login("wrong")).toEqual({ status: 401, message: VAGUE });
    expect(await login()).toEqual({ status: 401, message: VAGUE });
    await service.clock.advance(59_999);
    expect((await login()).status).toBe(401);
    await service.clock.advance(1);
    expect((await login()).status).toBe(201);
  });

  test("lockout: a right password forgets the wrong ones before it", async () => {
    await start({ lockout_failure_attempts: 2 });
    for (let tries = 0; tries < 4; tries++) {
      await login("wrong");
      expect((await login()).status).toBe(201);
    }
  });

  test("lockout: guesses that are sent at once count like those sent one by one", async () => {
    await start({ lockout_failure_attempts: 3 });
    const guesses = Array.from({ length: 20 }, () => login("wrong"));
    await Promise.all(guesses);
    expect((await login()).status).toBe(401);
  });

  test("lockout: does not concern users with ignore_lockout_failure_attempts", async () => {
    await start({ lockout_failure_attempts: 1 });
    await update({ options: { ignore_lockout_failure_attempts: true } });
    await login("wrong");
    await login("wrong");
    expect((await login()).status).toBe(201);
  });

  test("lockout: an administrator who writes an enabled user lets them in again, also where Keystone counted", async () => {
    await start({ lockout_failure_attempts: 1 });
    await login("wrong");
    expect((await login()).status).toBe(401);
    await update({ enabled: true });
    expect((await login()).status).toBe(201);
    await service.clock.advance(1000);
    const failedAt = new Date(service.clock.nowMs()).toISOString().replace("T", " ").replace("Z", "000");
    const { query } = service.identity.database;
    await query
      .updateTable("local_user")
      .set({ failed_auth_count: 1, failed_auth_at: failedAt })
      .where("user_id", "=", user.id)
      .execute();
    expect((await login()).status).toBe(401);
    await update({ description: "let in" });
    expect((await login()).status).toBe(201);
  });

  test("a right password resets the count that a Keystone beside us has kept", async () => {
    await start({});
    const { query } = service.identity.database;
    await query.updateTable("local_user").set({ failed_auth_count: 2 }).where("user_id", "=", user.id).execute();
    expect((await login()).status).toBe(201);
    const row = await query.selectFrom("local_user").selectAll().where("user_id", "=", user.id).executeTakeFirstOrThrow();
    expect(row.failed_auth_count).toBe(0);
  });

  test("a database that takes no writes keeps nobody out: wrong is 401, right is 201, and wrong ones still count", async () => {
    await start({ lockout_failure_attempts: 3, disable_user_account_days_inactive: 30 });
    const { query } = service.identity.database;
    await query
      .updateTable("local_user")
      .set({ failed_auth_count: 2, failed_auth_at: "2023-11-14 22:00:00" })
      .where("user_id", "=", user.id)
      .execute();
    await service.clock.advance(DAY_MS);
    // No statement of this connection may write from here on, as on a replica.
    await sql`PRAGMA query_only = ON`.execute(query);
    expect((await login()).status).toBe(201);
    expect((await login("wrong")).status).toBe(401);
    expect((await login("wrong")).status).toBe(401);
    expect((await login()).status).toBe(201);
    for (let tries = 0; tries < 3; tries++) expect((await login("wrong")).status).toBe(401);
    expect((await login()).status).toBe(401);
    expect(service.identity.facts.lastActiveMs(user.id)).toBe(service.clock.nowMs());
  });

  test("expiry: a password ends after its days, and its user is told so, but only with the right password", async () => {
    await start({ password_expires_days: 2 });
    await service.clock.advance(2 * DAY_MS);
    expect(await login("wrong")).toEqual({ status: 401, message: VAGUE });
    const expired = `The password is expired and needs to be changed for user: ${user.id}.`;
    expect(await login()).toEqual({ status: 401, message: expired });
    expect((await change(user.password, "next")).status).toBe(204);
    expect((await login("next")).status).toBe(201);
  });

  test("expiry: does not concern users with ignore_password_expiry", async () => {
    await start({ password_expires_days: 2 });
    const other = await service.createUser("other");
    await update({ options: { ignore_password_expiry: true } });
    await service.clock.advance(5 * DAY_MS);
    expect((await login()).status).toBe(201);
    await expect(service.login(passwordAuth(other.id, other.password))).rejects.toThrow("password is expired");
  });

  test("expiry: is shown at a user and in lists, in whole seconds and without a zone", async () => {
    await start({ password_expires_days: 1 });
    await service.clock.advance(400);
    expect((await update({ password: "next" })).password_expires_at).toBe("2023-11-15T22:13:20.000000");
  });

  test("first use: a password that an administrator set must be changed, unless the user is exempt", async () => {
    await start({ change_password_upon_first_use: true });
    expect((await login()).message).toContain("The password is expired");
    expect((await change(user.password, "own")).status).toBe(204);
    expect((await login("own")).status).toBe(201);
    await update({ password: "set" });
    expect((await login("set")).message).toContain("The password is expired");
    await update({ password: "set2", options: { ignore_change_password_upon_first_use: true } });
    expect((await login("set2")).status).toBe(201);
  });

  test("history: the last passwords cannot be used again, older ones can, and no more are kept", async () => {
    await start({ unique_last_password_count: 2 });
    const refusal =
      "The new password cannot be identical to a previous password. The total number which includes the new password must be unique is 2.";
    expect(await change(user.password, user.password)).toEqual({ status: 400, message: refusal });
    let current = user.password;
    for (const next of ["p1", "p2", "p3"]) {
      await service.clock.advance(1000);
      expect((await change(current, next)).status).toBe(204);
      current = next;
    }
    expect((await change(current, "p2")).message).toBe(refusal);
    expect((await change(current, user.password)).status).toBe(204);
    const rows = await rowsOf();
    expect(rows).toHaveLength(3);
    expect(rows.filter((row) => row.expires_at_int === null)).toHaveLength(1);
  });

  test("history: without it, only the last password is kept beside the new one, and has ended", async () => {
    await start({});
    for (const [from, to] of [
      [user.password, "p1"],
      ["p1", "p2"],
      ["p2", "p2"],
    ] as const) {
      await service.clock.advance(1000);
      expect((await change(from, to)).status).toBe(204);
    }
    expect(await rowsOf()).toHaveLength(2);
    expect((await login("p1")).status).toBe(401);
    expect((await login("p2")).status).toBe(201);
  });

  test("minimum age: a password that the user set must be used for its days, one that was set for them need not", async () => {
    await start({ minimum_password_age: 2 });
    expect((await change(user.password, "p1")).status).toBe(204);
    await service.clock.advance(DAY_MS / 2);
    expect(await change("p1", "p2")).toEqual({
      status: 400,
      message:
        "You cannot change your password at this time due to the minimum password age. Once you change your password, it must be " +
        "used for 2 day(s) before it can be changed. Please try again in 1 day(s) or contact your administrator to reset your password.",
    });
    await service.clock.advance(1.5 * DAY_MS);
    expect((await change("p1", "p2")).status).toBe(204);
  });

  test("pattern: new passwords must match it from their beginning, whoever sets them", async () => {
    const description = "seven characters, one of them a digit";
    await start({});
    changeSettings({ password_regex: "(?=.*\\d).{7,}", password_regex_description: description });
    const refusal = `The password does not match the requirements: ${description}.`;
    expect(await change(user.password, "short1")).toEqual({ status: 400, message: refusal });
    expect((await change(user.password, "long-enough-1")).status).toBe(204);
    const token = await service.adminToken();
    const create = (password: unknown) =>
      service.request("POST", "/v3/users", { token, body: { user: { name: "n", password } } });
    expect((await create("nodigits")).body.error.message).toBe(refusal);
    expect((await create(null)).body.error.message).toBe("Password validation error: Password must be a string type.");
  });

  test("pattern: one that cannot be read refuses every new password and says that the configuration is wrong", async () => {
    await start({});
    changeSettings({ password_regex: "(" });
    expect((await change(user.password, "x")).message).toBe(
      "Password validation error: Unable to validate password due to invalid configuration.",
    );
  });

  test("lock_password: the user cannot change it, an administrator can", async () => {
    await start({});
    await update({ options: { lock_password: true } });
    expect(await change(user.password, "next")).toEqual({
      status: 400,
      message:
        "You cannot change your password at this time due to password policy disallowing password changes. Please contact your " +
        "administrator to reset your password.",
    });
    await update({ password: "next" });
    expect((await login("next")).status).toBe(201);
  });

  test("self-service: needs the original password and no token, and ends the user's tokens", async () => {
    await start({});
    const token = await service.login(passwordAuth(user.id, user.password));
    await service.clock.advance(1000);
    expect(await change("wrong", "next")).toEqual({ status: 401, message: VAGUE });
    expect((await change(user.password, "next")).status).toBe(204);
    const validated = await service.request("GET", "/v3/auth/tokens", { token: await service.adminToken(), subjectToken: token });
    expect(validated.status).toBe(404);
    const unknown = { user: { original_password: "x", password: "y" } };
    const answer = await service.request("POST", "/v3/users/nobody/password", { body: unknown });
    expect([answer.status, answer.body.error.message]).toEqual([401, VAGUE]);
    const missing = await service.request("POST", `/v3/users/${user.id}/password`, { body: { user: { password: "x" } } });
    expect([missing.status, missing.body.error.message]).toEqual([400, "'original_password' is a required property"]);
  });

  test("inactivity: an account counts as disabled after its days without a login, until it is enabled again", async () => {
    await start({ disable_user_account_days_inactive: 3 });
    const shownEnabled = async () =>
      (await service.request("GET", `/v3/users/${user.id}`, { token: await service.adminToken() })).body.user.enabled;
    const exemption = { user_id: service.adminUserId, option_id: "1004", option_value: "true" };
    await service.identity.database.query.insertInto("user_option").values(exemption).execute();
    await service.clock.advance(2 * DAY_MS);
    expect((await login()).status).toBe(201);
    await service.clock.advance(2 * DAY_MS);
    expect(await shownEnabled()).toBe(true);
    await service.clock.advance(DAY_MS);
    expect(await login()).toEqual({ status: 401, message: VAGUE });
    expect(await shownEnabled()).toBe(false);
    await update({ enabled: true });
    expect((await login()).status).toBe(201);
  });

  test("inactivity: the day of a login is written only where it is asked for", async () => {
    await start({});
    await login();
    const dayOf = async () =>
      (
        await service.identity.database.query
          .selectFrom("user")
          .select("last_active_at")
          .where("id", "=", user.id)
          .executeTakeFirstOrThrow()
      ).last_active_at;
    expect(await dayOf()).toBeNull();
    changeSettings({ disable_user_account_days_inactive: 3 });
    await login();
    expect(await dayOf()).toBe("2023-11-14");
  });

  test("length: a password over the limit is cut, or with strict_password_check refused, at a login too", async () => {
    await start({});
    const long = "x".repeat(72);
    await update({ password: `${long}tail` });
    expect((await login(long)).status).toBe(201);
    expect((await login("x".repeat(71))).status).toBe(401);
    await service.close();
    await start({}, { DEFAULT: { strict_password_check: true } });
    const refusal =
      "The password length must be less than or equal to 72. The server could not comply with the request because the password is invalid.";
    expect(await login("x".repeat(73))).toEqual({ status: 403, message: refusal });
    expect(await change(user.password, "x".repeat(73))).toEqual({ status: 403, message: refusal });
    // An unknown user must not be told from a known one by this either.
    const unknown = await service.request("POST", "/v3/auth/tokens", { body: { auth: passwordAuth("nobody", "x".repeat(73)) } });
    expect([unknown.status, unknown.body.error.message]).toEqual([403, refusal]);
  });

  test("disabled: the vague 401 at a login, whatever the password; the named one when changing it", async () => {
    await start({});
    await update({ enabled: false });
    expect(await login()).toEqual({ status: 401, message: VAGUE });
    expect(await change("wrong", "next")).toEqual({ status: 401, message: VAGUE });
    expect(await change(user.password, "next")).toEqual({
      status: 401,
      message: `The account is disabled for user: ${user.id}.`,
    });
  });

  test("audit: every login is recorded with its outcome and user, and never a password", async () => {
    const directory = mkdtempSync(join(tmpdir(), "multisite-audit-"));
    const path = join(directory, "audit.log");
    await start({}, { audit: { path } });
    await login("s3cret-wrong");
    await login();
    await service.identity.audit.close();
    const text = readFileSync(path, "utf8");
    rmSync(directory, { recursive: true });
    const events = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const outcomes = events
      .filter((event) => JSON.stringify(event).includes("authenticate"))
      .map((event) => event.outcome ?? event.payload?.outcome);
    expect(outcomes.slice(-2)).toEqual(["failure", "success"]);
    expect(text).toContain(user.id);
    expect(text).not.toContain("s3cret-wrong");
    expect(text).not.toContain(user.password);
  });

  /** As a restart with other settings would. */
  function changeSettings(compliance: Record<string, unknown>): void {
    Object.assign(service.identity.config.security_compliance, compliance);
  }
});
