import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBoard } from "@multisite/kernel/board";
import { MultisiteError } from "@multisite/kernel/errors";
import { silentLog } from "@multisite/kernel/log";
import { Secret } from "@multisite/kernel/secret";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keyFingerprint } from "../../keys/index.ts";
import { startTestService } from "../../testing/index.ts";
import { connectHostAgent } from "./client.ts";
import { createLoadedKeys } from "./loaded-keys.ts";
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

describe("the keys that every process has loaded", () => {
  test("are those that all living processes tell of; reports of dead ones are taken away, and without any, all count", () => {
    const board = openBoard(undefined);
    const texts: Record<string, string> = { one: "text one", two: "text two", three: "text three" };
    const alive = new Set([1, 2, 3]);
    const disk = { read: (keyId: string) => new Secret(texts[keyId] as string) };
    const loaded = createLoadedKeys({ board, disk, isAlive: (processId) => alive.has(processId) });
    const onDisk = new Set(Object.keys(texts));
    const tell = (processId: number, token: string[], credential: string[] = []) =>
      board.set(`verifier/${processId}`, {
        token: token.map(keyFingerprint),
        receipt: [],
        credential: credential.map(keyFingerprint),
        atMs: 0,
      });
    expect(loaded(onDisk)).toEqual(onDisk);
    tell(1, ["text one", "text two"], ["text three"]);
    expect(loaded(onDisk)).toEqual(onDisk);
    tell(2, ["text one", "text two\n"]);
    expect(loaded(onDisk)).toEqual(new Set(["one", "two"]));
    tell(3, []);
    expect(loaded(onDisk)).toEqual(new Set());
    alive.delete(3);
    expect(loaded(onDisk)).toEqual(new Set(["one", "two"]));
    expect(board.names("verifier/")).toEqual(["verifier/1", "verifier/2"]);
    board.close();
  });

  test("a process that was killed is found dead", () => {
    const board = openBoard(undefined);
    const loaded = createLoadedKeys({ board, disk: { read: () => new Secret("text") } });
    board.set(`verifier/${process.pid}`, { token: [keyFingerprint("text")], receipt: [], credential: [], atMs: 0 });
    // No process has a number as high (kernel/pid.h, PID_MAX_LIMIT).
    board.set("verifier/4194305", { token: [], receipt: [], credential: [], atMs: 0 });
    expect(loaded(new Set(["k"]))).toEqual(new Set(["k"]));
    board.close();
  });
});

describe("what a process tells of its keys", () => {
  test("names those that it has loaded, changes with them, and goes with the process", async () => {
    const node = await startTestService({ star: true });
    const board = openBoard(join(node.directory, "board.db"));
    const told = () => board.get(`verifier/${process.pid}`) as { token: string[]; receipt: string[]; credential: string[] };
    const keys = node.tokenKeys.current().keys.map(({ text }) => keyFingerprint(text.reveal()));
    expect(told()).toMatchObject({ token: keys, atMs: node.clock.nowMs() });
    expect([told().receipt.length, told().credential.length]).toEqual([2, 3]);
    const text = `${Buffer.alloc(32, 7).toString("base64url")}=`;
    writeFileSync(join(node.directory, "fernet-keys", "7"), text, { mode: 0o600 });
    await node.clock.advance(2000);
    expect(told().token).toEqual([keyFingerprint(text), ...keys]);
    const revision = board.revision();
    await node.clock.advance(10_000);
    expect(board.revision()).toBe(revision);
    await node.close();
    expect(told()).toBeUndefined();
    board.close();
  });
});
