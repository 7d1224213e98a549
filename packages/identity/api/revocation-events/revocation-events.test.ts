import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordRevocation } from "../../store/revocation-events.ts";
import { isoTime } from "../../store/time.ts";
import { startTestService, type TestService } from "../../testing/index.ts";
import { addMember } from "../../testing/members.ts";
import { renderRevocationEvent } from "./render.ts";

describe("revocation events", () => {
  let service: TestService;
  let token: string;
  beforeAll(async () => {
    service = await startTestService();
    token = await service.adminToken();
  });
  afterAll(() => service.close());

  const list = (query = "") => service.request("GET", `/v3/OS-REVOKE/events${query}`, { token });
  const revoke = async (revocation: object): Promise<string> => {
    await service.clock.advance(1000);
    await recordRevocation(service.identity, service.identity.database.query, revocation);
    return isoTime(Math.floor(service.clock.nowMs() / 1000) * 1000);
  };

  test("events are listed oldest first in Keystone's form, and `since` leaves out what was known then", async () => {
    const first = await revoke({ userId: "u" });
    const second = await revoke({ trustId: "t", auditId: "a" });
    const events = [
      { user_id: "u", issued_before: first, revoked_at: first },
      { audit_id: "a", "OS-TRUST:trust_id": "t", issued_before: second, revoked_at: second },
    ];
    const links = { next: null, self: "http://identity.test:5000/v3/OS-REVOKE/events", previous: null };
    expect((await list()).body).toEqual({ events, links });
    expect((await list("?since=2000-01-01T00:00:00Z")).body).toEqual({ events, links });
    expect((await list(`?since=${first}`)).body.events).toEqual(events.slice(1));
    expect((await list(`?since=${second}`)).body.events).toEqual([]);
  });

  test("a `since` that is no time is 400", async () => {
    const refused = await list("?since=yesterday");
    expect(refused.status).toBe(400);
    expect(refused.body.error.message).toBe("invalidate date format yesterday");
  });

  test("an expiring event of a domain is about the domain as a scope", () => {
    const nothing = { project_id: null, user_id: null, role_id: null, trust_id: null, consumer_id: null, access_token_id: null };
    const times = { issued_before: "2026-11-22 07:32:24", revoked_at: "2026-11-22 07:32:24" };
    const row = { ...nothing, ...times, domain_id: "d", expires_at: "2026-11-22 08:00:00", audit_id: null, audit_chain_id: "c" };
    expect(renderRevocationEvent(row)).toEqual({
      domain_scope_id: "d",
      audit_chain_id: "c",
      expires_at: "2026-11-22T08:00:00Z",
      issued_before: "2026-11-22T07:32:24.000000Z",
      revoked_at: "2026-11-22T07:32:24.000000Z",
    });
  });

  test("members get 403, callers without a token 401", async () => {
    const member = await addMember(service, "member", { project: service.adminProjectId });
    expect((await service.request("GET", "/v3/OS-REVOKE/events", { token: member.token })).status).toBe(403);
    expect((await service.request("GET", "/v3/OS-REVOKE/events")).status).toBe(401);
  });
});
