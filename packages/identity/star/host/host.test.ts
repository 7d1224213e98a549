import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MultisiteError } from "@multisite/kernel/errors";
import { silentLog } from "@multisite/kernel/log";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectHostAgent } from "./client.ts";
import { serveHostAgent } from "./server.ts";
import type { ForwardedRequest, HostAgent } from "./types.ts";

const REQUEST: ForwardedRequest = { method: "POST", path: "/v3/users?x=1", headers: { a: "b" }, bodyBase64: "e30=" };
const MARK = { sequence: 7, epoch: "1@west-1", chainHash: "ab" };

describe("an agent behind its socket", () => {
  let directory: string;
  let path: string;
  const undo: (() => unknown)[] = [];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "multisite-host-"));
    path = join(directory, "service.sock");
  });
  afterEach(async () => {
    for (const each of undo.splice(0).reverse()) await each();
    rmSync(directory, { recursive: true });
  });

  async function start(agent: Partial<HostAgent>) {
    const whole: HostAgent = { forward: () => Promise.reject(new Error()), confirm: async () => {}, ...agent };
    const server = await serveHostAgent({ agent: whole, path, log: silentLog });
    const client = connectHostAgent(path);
    undo.push(
      () => server.close(),
      () => client.close(),
    );
    return { client, server };
  }

  test("is asked as if it were in the same process, many at a time; only its user can open the socket", async () => {
    const heard: unknown[] = [];
    const { client } = await start({
      async forward(request) {
        heard.push(request);
        return { status: 201, headers: { vary: "X" }, bodyBase64: request.bodyBase64, answeredBy: "master" };
      },
      async confirm(mark) {
        heard.push(mark);
      },
    });
    const answers = await Promise.all(Array.from({ length: 100 }, () => client.forward(REQUEST)));
    expect(answers).toHaveLength(100);
    expect(answers[99]).toEqual({ status: 201, headers: { vary: "X" }, bodyBase64: "e30=", answeredBy: "master" });
    await client.confirm(MARK);
    expect([heard[0], heard.at(-1)]).toEqual([REQUEST, MARK]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("its errors come with code and text; what is a fault of its own says nothing of it", async () => {
    const { client } = await start({
      forward: () => Promise.reject(new MultisiteError("identity.star.no_master", "No master.")),
      confirm: () => Promise.reject(new Error("a secret of the agent")),
    });
    await expect(client.forward(REQUEST)).rejects.toMatchObject({ code: "identity.star.no_master", message: "No master." });
    const fault = await client.confirm(MARK).catch((thrown: unknown) => thrown as MultisiteError);
    expect(fault).toMatchObject({ code: "identity.star.agent_failed" });
    expect((fault as Error).message).not.toContain("secret");
  });

  test("that does not run has done nothing; one that ends before it answers may have", async () => {
    const client = connectHostAgent(path);
    undo.push(() => client.close());
    await expect(client.forward(REQUEST)).rejects.toMatchObject({ code: "identity.star.agent_away" });
    writeFileSync(path, "a socket that an agent left behind when it was killed");
    const { server } = await start({ forward: () => new Promise(() => {}) });
    const asked = client.forward(REQUEST).catch((thrown: unknown) => thrown);
    await new Promise((resolve) => setTimeout(resolve, 50));
    server.cut();
    expect(await asked).toMatchObject({ code: "identity.star.write_unknown" });
  });

  test("that has started again is asked again", async () => {
    const forward = async () => ({ status: 200, headers: {}, bodyBase64: "", answeredBy: "m" });
    const { client, server } = await start({ forward });
    await client.forward(REQUEST);
    await client.confirm(MARK);
    await server.close();
    await expect(client.confirm(MARK)).rejects.toMatchObject({ code: "identity.star.agent_away" });
    await expect(client.forward(REQUEST)).rejects.toMatchObject({ code: "identity.star.agent_away" });
    const again = await serveHostAgent({ agent: { forward, confirm: async () => {} }, path, log: silentLog });
    undo.push(() => again.close());
    expect((await client.forward(REQUEST)).status).toBe(200);
    await client.confirm(MARK);
    await again.close();
    const third = await serveHostAgent({ agent: { forward, confirm: async () => {} }, path, log: silentLog });
    undo.push(() => third.close());
    await client.confirm(MARK);
  });
});
