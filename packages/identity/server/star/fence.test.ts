import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";

describe("a node that is fenced", () => {
  let node: TestService;
  beforeEach(async () => {
    node = await startTestService({ star: true });
  });
  afterEach(async () => {
    node.app.server.closeAllConnections();
    await node.close();
  });
  const fence = () => node.identity.host?.board.set("fence", { code: "star.restored", reason: "It was restored from a backup." });

  test("answers nothing but health, with code and reason; /ready says why", async () => {
    const token = await node.adminToken();
    fence();
    for (const [method, path] of [
      ["GET", "/v3/users"],
      ["GET", "/v3/auth/tokens"],
      ["POST", "/v3/auth/tokens"],
      ["DELETE", "/v3/auth/tokens"],
      ["GET", "/v3"],
      ["GET", "/"],
      ["GET", "/nothing"],
      ["OPTIONS", "/v3/users"],
    ] as const) {
      const answer = await node.request(method, path, { token, subjectToken: token });
      expect([method, path, answer.status, answer.headers["retry-after"]]).toEqual([method, path, 503, "30"]);
      expect(answer.body.error.message).toContain("(star.restored): It was restored from a backup.");
    }
    expect((await node.request("GET", "/healthcheck")).status).toBe(200);
    const ready = await node.request("GET", "/ready");
    expect([ready.status, ready.body]).toEqual([
      503,
      { ready: false, reasons: ["The node is fenced (star.restored): It was restored from a backup."] },
    ]);
    node.identity.host?.board.remove("fence");
    expect((await node.request("GET", "/v3/users", { token })).status).toBe(200);
    expect((await node.request("GET", "/ready")).status).toBe(200);
  });

  test("answers no validation from the cache either", async () => {
    const token = await node.adminToken();
    await node.app.listen({ host: "127.0.0.1", port: 0 });
    const { port } = node.app.server.address() as { port: number };
    const headers = { "x-auth-token": token, "x-subject-token": token };
    const validate = async () => (await fetch(`http://127.0.0.1:${port}/v3/auth/tokens`, { headers })).status;
    expect([await validate(), await validate()]).toEqual([200, 200]);
    expect(node.identity.counts.cachedValidations).toBeGreaterThan(0);
    fence();
    expect(await validate()).toBe(503);
  });

  test("a word for writes that this version does not know lets nobody write", async () => {
    const token = await node.adminToken();
    node.identity.host?.board.set("writes", "somewhere");
    expect((await node.request("POST", "/v3/regions", { token, body: { region: {} } })).status).toBe(503);
  });
});
