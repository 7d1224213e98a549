import { createSimulatedClock } from "@multisite/kernel/clock";
import type { TokenBody } from "@multisite/openstack/identity";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tokenBody } from "../testing/index.ts";
import { accessRulesRefusal } from "./index.ts";
import { matchesPathPattern } from "./path-pattern.ts";

describe("path patterns", () => {
  test.each([
    ["/v2.1/servers", "/v2.1/servers", true],
    ["/v2.1/servers/1", "/v2.1/servers", false],
    ["/v2.1/servers/1", "/v2.1/servers/*", true],
    ["/v2.1/servers/1/action", "/v2.1/servers/*", false],
    ["/v2.1/servers/1/action", "/v2.1/servers/{server_id}/action", true],
    ["/v2.1/servers/1/2/3", "/v2.1/**", true],
    ["/v2.1/", "/v2.1/*", false],
    ["/v2x1/servers", "/v2.1/servers", false],
    ["/v2.1/servers\n", "/v2.1/servers", false],
    ["/a+b", "/a+b", true],
  ])("%j against %j is %s", (path, pattern, expected) => {
    expect(matchesPathPattern(path, pattern)).toBe(expected);
  });

  test("a pattern without signs matches itself and nothing else", () => {
    const plain = fc.stringMatching(/^[a-z0-9/.+?$^()[\]|\\-]{1,20}$/);
    fc.assert(fc.property(plain, plain, (pattern, path) => matchesPathPattern(path, pattern) === (path === pattern)));
  });
});

describe("access rules of an application credential", () => {
  const clock = createSimulatedClock();
  const catalog = [{ id: "s", type: "compute", name: "nova", endpoints: [] }];
  const withRules = (access_rules?: NonNullable<TokenBody["application_credential"]>["access_rules"]): TokenBody =>
    tokenBody(clock, {
      catalog,
      application_credential: { id: "c", name: "c", restricted: true, ...(access_rules === undefined ? {} : { access_rules }) },
    });
  const rule = { service: "compute", method: "GET", path: "/v2.1/servers/**" };
  const get = { method: "GET", path: "/v2.1/servers/detail" };

  test("a token without rules is not restricted", () => {
    expect(accessRulesRefusal(tokenBody(clock), get, undefined)).toBeUndefined();
    expect(accessRulesRefusal(withRules(), get, undefined)).toBeUndefined();
  });

  test("only a rule of the same service, method and path opens a request", () => {
    expect(accessRulesRefusal(withRules([rule]), get, "compute")).toBeUndefined();
    expect(accessRulesRefusal(withRules([rule]), { ...get, method: "DELETE" }, "compute")).toContain("do not allow");
    expect(accessRulesRefusal(withRules([rule]), { ...get, path: "/v2.1/flavors" }, "compute")).toContain("do not allow");
    expect(accessRulesRefusal(withRules([{ ...rule, service: "image" }]), get, "compute")).toContain("do not allow");
    expect(accessRulesRefusal(withRules([]), get, "compute")).toContain("do not allow");
  });

  test("a service that does not know its type, or is not in the catalog, refuses", () => {
    expect(accessRulesRefusal(withRules([rule]), get, undefined)).toContain("its own type");
    expect(accessRulesRefusal(withRules([rule]), get, "image")).toContain("no service of type image");
  });

  test("what a service passes on was allowed where it came in", () => {
    expect(accessRulesRefusal(withRules([]), { ...get, fromService: true }, "compute")).toBeUndefined();
  });
});
