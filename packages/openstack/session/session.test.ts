import { Secret } from "@multisite/kernel/secret";
import { createInProcessNetwork, type TransportRequest, type TransportResponse } from "@multisite/kernel/transport";
import { describe, expect, test } from "vitest";
import { call, OpenStackError } from "./index.ts";

function setUp(answer: Partial<TransportResponse>) {
  const network = createInProcessNetwork();
  const seen: TransportRequest[] = [];
  network.attach("http://nova:8774", async (request) => {
    seen.push(request);
    return { status: 200, headers: {}, text: "", ...answer };
  });
  return { access: { transport: network, endpoint: "http://nova:8774/v2.1", token: new Secret("t0ken") }, seen };
}

describe("a call", () => {
  test("goes to the endpoint with token and JSON body, and gives the answer's body", async () => {
    const { access, seen } = setUp({ status: 202, text: '{"server":{"id":"1"}}' });
    expect(await call(access, { method: "POST", path: "/servers", body: { a: 1 } })).toEqual({ server: { id: "1" } });
    expect(seen[0]).toMatchObject({
      method: "POST",
      url: "http://nova:8774/v2.1/servers",
      headers: { "x-auth-token": "t0ken", "content-type": "application/json" },
      body: '{"a":1}',
    });
  });

  test("an answer without a body is an empty object", async () => {
    expect(await call(setUp({ status: 204 }).access, { method: "DELETE", path: "/servers/1" })).toEqual({});
  });

  test.each([
    ['{"error":{"code":403,"message":"not you","title":"Forbidden"}}', "not you"],
    ['{"itemNotFound":{"code":404,"message":"no such server"}}', "no such server"],
    ["<html><h1>Bad  Gateway</h1></html>", "Bad Gateway"],
    ["", "no text"],
  ])("an error is told in the service's own words: %s", async (text, words) => {
    const { access } = setUp({ status: 403, text, headers: { "x-openstack-request-id": "req-1" } });
    const failure = await call(access, { method: "GET", path: "/servers" }).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(OpenStackError);
    expect(failure).toMatchObject({
      code: "openstack.answer",
      status: 403,
      requestId: "req-1",
      message: `GET /servers answered 403: ${words} (req-1)`,
    });
    expect(JSON.stringify(failure)).not.toContain("t0ken");
  });
});
