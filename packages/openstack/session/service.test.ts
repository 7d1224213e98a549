import { describe, expect, test } from "vitest";
import { startTestServer } from "../testing/index.ts";
import { isInDoubt } from "./index.ts";

const failure = (
  status: number,
  type: string,
  message: string,
  detail = "",
): { status: number; body: unknown; headers: object } => ({
  status,
  body: { NeutronError: { type, message, detail } },
  headers: { "x-openstack-request-id": "req-neutron" },
});
const thrownBy = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "nothing thrown",
    (thrown: unknown) => thrown,
  );

describe("a service that is asked over HTTP", () => {
  test.each(["GET", "PUT", "DELETE"])(
    "%s is sent again after a broken connection, 502 and 503, under one request ID",
    async (method) => {
      await using server = await startTestServer((_, count) =>
        count === 1 ? "cut" : count < 4 ? { status: 500 + count } : { status: 200, body: { port: { id: "p" } } },
      );
      expect(await server.service().call({ method, path: "/ports/p" })).toEqual({ port: { id: "p" } });
      expect(server.asked).toHaveLength(4);
      const requestIds = new Set(server.asked.map(({ headers }) => headers["x-openstack-request-id"]));
      expect([...requestIds]).toEqual([expect.stringMatching(/^req-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)]);
    },
  );

  test.each(["cut", "hang", { status: 502 }, { status: 503 }, { status: 504 }] as const)(
    "POST is sent once when its answer is lost (%j), and said to be in doubt",
    async (reply) => {
      await using server = await startTestServer(() => reply);
      const thrown = await thrownBy(server.service({ timeoutMs: 100 }).call({ method: "POST", path: "/ports", body: {} }));
      expect(isInDoubt(thrown)).toBe(true);
      expect(server.asked).toHaveLength(1);
    },
  );

  test("POST is sent again when it was surely not done: 429", async () => {
    await using server = await startTestServer((_, count) => ({ status: count === 1 ? 429 : 201 }));
    await server.service().call({ method: "POST", path: "/ports", body: {} });
    expect(server.asked).toHaveLength(2);
  });

  test("POST to a port where nobody listens is tried as often as the policy says, and was surely not done", async () => {
    const server = await startTestServer(() => "cut");
    await server[Symbol.asyncDispose]();
    const thrown = await thrownBy(server.service().call({ method: "POST", path: "/ports", body: {} }));
    expect(thrown).toMatchObject({
      code: "openstack.unanswered",
      mayHaveHappened: false,
      message: expect.stringMatching(/asked 4 times: .* It was not done\. \(req-/),
    });
  });

  test("what a lost DELETE has removed is not missed by the next one", async () => {
    await using server = await startTestServer(
      (_, count) => (count === 1 ? "cut" : failure(404, "PortNotFound", "gone")) as never,
    );
    expect(await server.service().call({ method: "DELETE", path: "/ports/p" })).toEqual({});
    await using other = await startTestServer(() => failure(404, "PortNotFound", "gone") as never);
    expect(await thrownBy(other.service().call({ method: "DELETE", path: "/ports/p" }))).toMatchObject({ status: 404 });
  });

  test("an error has Neutron's type, detail and request ID", async () => {
    await using server = await startTestServer(() => failure(409, "MacAddressInUse", "MAC is in use.", "more") as never);
    expect(await thrownBy(server.service().call({ method: "POST", path: "/ports", body: {} }))).toMatchObject({
      code: "openstack.answer",
      status: 409,
      type: "MacAddressInUse",
      detail: "more",
      requestId: "req-neutron",
      message: "POST /ports answered 409: MAC is in use. (req-neutron)",
    });
    expect(server.asked).toHaveLength(1);
  });

  test("a page of HTML with status 200 is no answer", async () => {
    await using server = await startTestServer(() => ({ status: 200, body: "<h1>Log in</h1>" }));
    expect(await thrownBy(server.service().call({ method: "GET", path: "/ports" }))).toMatchObject({
      code: "openstack.answer",
      message: "GET /ports answered 200: Log in",
    });
  });

  test("an abort ends the call while it waits for an answer, and while it waits to ask again", async () => {
    await using silent = await startTestServer(() => "hang");
    const reason = new Error("not wanted any more");
    const waiting = silent.service().call({ method: "GET", path: "/ports" }, { signal: AbortSignal.timeout(50) });
    expect(await thrownBy(waiting)).toMatchObject({ name: "TimeoutError" });
    await using busy = await startTestServer(() => ({ status: 503, headers: { "retry-after": "3" } }));
    const controller = new AbortController();
    const pausing = busy.service().call({ method: "GET", path: "/ports" }, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 50);
    expect(await thrownBy(pausing)).toBe(reason);
    expect(busy.asked).toHaveLength(1);
  });

  test("the deadline holds over all attempts", async () => {
    await using server = await startTestServer(() => "hang");
    const startMs = performance.now();
    const call = server.service({ timeoutMs: 100 }).call({ method: "GET", path: "/ports" }, { deadlineMs: 250 });
    expect(await thrownBy(call)).toMatchObject({ code: "openstack.unanswered" });
    expect(performance.now() - startMs).toBeLessThan(2000);
    expect(server.asked.length).toBeGreaterThan(1);
  });
});
