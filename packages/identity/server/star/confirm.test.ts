import { type ChangeMark, enableChangeLog } from "@multisite/kernel/changes";
import { MultisiteError } from "@multisite/kernel/errors";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { HostAgent } from "../../star/host/types.ts";
import { passwordAuth, startTestService, type TestService } from "../../testing/index.ts";

const EPOCH = "1@west-1";

describe("the writer of the embedded engine", () => {
  let node: TestService;
  let marks: ChangeMark[];
  let failure: MultisiteError | undefined;
  let held: Promise<void> | undefined;
  const agent: HostAgent = {
    forward: () => Promise.reject(new Error("a writer forwards nothing")),
    async confirm(mark) {
      marks.push(mark);
      await held;
      if (failure) throw failure;
    },
  };
  beforeEach(async () => {
    marks = [];
    failure = undefined;
    held = undefined;
    node = await startTestService({
      star: true,
      agent,
      config: { security_compliance: { disable_user_account_days_inactive: 90, lockout_failure_attempts: 5 } },
      beforeStart: (config) => {
        const path = config.database.connection.replace("sqlite:///", "");
        enableChangeLog(path, { epoch: EPOCH, needsConfirmation: true, nowMs: 1 });
      },
    });
    node.identity.host?.board.set("writes", "here");
  });
  afterEach(() => node.close());

  test("answers a change when the standby has it, with the mark of that change; reads and logins wait for nobody", async () => {
    const token = await node.adminToken();
    expect((await node.request("GET", "/v3/users", { token })).status).toBe(200);
    expect(marks).toEqual([]);
    let release: () => void = () => {};
    held = new Promise((resolve) => {
      release = resolve;
    });
    let isAnswered = false;
    const answer = node.request("POST", "/v3/regions", { token, body: { region: { id: "r" } } }).finally(() => {
      isAnswered = true;
    });
    await expect.poll(() => marks.length).toBe(1);
    expect(marks[0]).toMatchObject({ epoch: EPOCH, chainHash: expect.any(String) });
    expect(isAnswered).toBe(false);
    release();
    expect((await answer).status).toBe(201);
  });

  test("does not acknowledge what the standby has not confirmed; a login does not fail of it, though it writes", async () => {
    const token = await node.adminToken();
    await node.identity.database.query.updateTable("local_user").set({ failed_auth_count: 2 }).execute();
    marks = [];
    failure = new MultisiteError("identity.star.unconfirmed", "The standby has not confirmed the change.");
    const refused = await node.request("POST", "/v3/regions", { token, body: { region: { id: "r" } } });
    expect([refused.status, refused.headers["retry-after"], refused.body.error.message]).toEqual([
      503,
      undefined,
      "The standby has not confirmed the change.",
    ]);
    expect(marks).toHaveLength(1);
    expect(await node.login(passwordAuth(node.adminUserId, node.adminPassword))).toBeTypeOf("string");
    const row = await node.identity.database.query.selectFrom("local_user").select("failed_auth_count").executeTakeFirst();
    expect(row).toEqual({ failed_auth_count: 0 });
    expect(marks).toHaveLength(1);
  });
});
