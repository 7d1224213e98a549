import { expect, test } from "vitest";
import { routes } from "../../api/index.ts";
import type { HostState } from "../../star/host/state.ts";
import { decide } from "./decide.ts";
import { WHERE, type Where, whereOf } from "./where.ts";

const named = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`;

test("of every route that may write it is known where it is answered, and of no other", () => {
  const writing = routes.filter(({ method }) => method !== "GET").map(named);
  expect(Object.keys(WHERE).sort()).toEqual(writing.sort());
});

test("what needs no master are logins, revoking a token and disabling a user; nothing else", () => {
  const free = routes.filter((route) => !["change", "read", "process"].includes(whereOf(route))).map(named);
  expect(free.sort()).toEqual([
    "DELETE /v3/OS-OAUTH2/token",
    "DELETE /v3/auth/tokens",
    "PATCH /v3/OS-OAUTH2/token",
    "PATCH /v3/users/{user_id}",
    "POST /v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/auth",
    "POST /v3/OS-OAUTH2/token",
    "POST /v3/auth/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/websso",
    "POST /v3/auth/OS-FEDERATION/saml2",
    "POST /v3/auth/OS-FEDERATION/saml2/ecp",
    "POST /v3/auth/OS-FEDERATION/websso/{protocol_id}",
    "POST /v3/auth/tokens",
    "POST /v3/ec2tokens",
    "POST /v3/s3tokens",
    "PUT /v3/OS-OAUTH2/token",
  ]);
  expect(whereOf({ method: "POST", path: "/v3/made/up" })).toBe("change");
});

const state = (more: Partial<HostState>): HostState => ({
  writes: undefined,
  fence: undefined,
  behind: undefined,
  heardAtMs: undefined,
  ...more,
});

test.each<[Where, Partial<HostState>, boolean, ReturnType<typeof decide>]>([
  ["change", {}, false, "here"],
  ["change", { writes: "here" }, false, "here"],
  ["change", { writes: "here" }, true, "here"],
  ["change", { writes: "forward" }, false, "master-or-refuse"],
  ["change", { writes: "forward" }, true, "refuse"],
  ["change", { writes: "unavailable" }, false, "refuse"],
  ["denial", { writes: "forward" }, false, "master-or-facts-only"],
  ["denial", { writes: "forward" }, true, "facts-only"],
  ["denial", { writes: "unavailable" }, false, "facts-only"],
  ["login", { writes: "unavailable" }, false, "here"],
  ["revocation", { writes: "unavailable" }, false, "here"],
  ["read", { writes: "forward" }, false, "here"],
  ["read", { writes: "forward", behind: "7" }, false, "master-or-here"],
  ["read", { writes: "forward", behind: "7" }, true, "here"],
  ["login", { writes: "forward", behind: "7" }, false, "master-or-here"],
  ["revocation", { writes: "forward", behind: "7" }, false, "master-or-here"],
  ["process", { writes: "forward", behind: "7" }, false, "here"],
])("a %s with %j, forwarded: %j, is answered: %s", (where, more, isForwarded, decision) => {
  expect(decide(where, state(more), isForwarded)).toBe(decision);
});
