import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestService } from "../../testing/index.ts";
import { exchangeBytes, type RawAnswer, readAnswers } from "./raw-socket.ts";

describe("bytes on a connection that are no proper request", () => {
  let service: TestService;
  let port: number;
  let token: string;
  beforeAll(async () => {
    service = await startTestService();
    token = await service.adminToken();
    await service.app.listen({ host: "127.0.0.1", port: 0 });
    port = (service.app.server.address() as { port: number }).port;
  });
  afterAll(async () => {
    service.app.server.closeAllConnections();
    await service.close();
  });
  afterEach(async () => {
    expect((await ask("GET /ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).status).toBe(200);
  });

  const ask = async (...pieces: (string | Buffer)[]): Promise<RawAnswer> => {
    const answers = readAnswers(await exchangeBytes(port, pieces));
    expect(answers).toHaveLength(1);
    return answers[0] as RawAnswer;
  };
  const expectError = (answer: RawAnswer, status: number): void => {
    expect([answer.status, answer.headers["content-type"]]).toEqual([status, "application/json"]);
    expect(JSON.parse(answer.text)).toEqual({
      error: { code: status, message: expect.stringMatching(/\w/), title: expect.stringMatching(/\w/) },
    });
    expect(answer.headers["x-openstack-request-id"]).toMatch(/^req-/);
    expect(answer.headers.vary).toBe("X-Auth-Token");
  };
  const start = "GET /v3/users HTTP/1.1\r\nHost: x\r\n";

  test.each<[string, number, (string | Buffer)[]]>([
    ["10,000 headers", 431, [start, ...Array.from({ length: 10_000 }, (_, index) => `h${index}: v\r\n`), "\r\n"]],
    ["a header over the limit", 431, [start, `X-Auth-Token: ${"a".repeat(100_000)}\r\n\r\n`]],
    ["a request line over the limit", 431, [`GET /${"a".repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`]],
    ["an unknown method", 405, ["BREW /v3/users HTTP/1.1\r\nHost: x\r\n\r\n"]],
    ["CONNECT", 405, ["CONNECT other.test:443 HTTP/1.1\r\nHost: other.test\r\n\r\n"]],
    ["no HTTP at all", 400, ["hello\r\n\r\n"]],
    ["a TLS greeting", 400, [Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01])]],
    ["an unknown version", 400, ["GET /v3 HTTP/9.9\r\nHost: x\r\n\r\n"]],
    ["no version", 400, ["GET /v3 HTTX\r\n\r\n"]],
    ["a broken header line", 400, [start, "no colon here\r\n\r\n"]],
    ["a null byte in a header", 400, [start, "X-Auth-Token: a\u0000b\r\n\r\n"]],
    ["a folded header", 400, [start, "X-Auth-Token: a\r\n b\r\nBad Header: x\r\n\r\n"]],
    ["a length that is no number", 400, ["POST /v3/users HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n"]],
    ["two lengths", 400, ["POST /v3/users HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"]],
    [
      "a length and chunks, as smugglers send them",
      400,
      ["POST /v3/users HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ],
    ["an unknown transfer coding", 400, ["POST /v3/users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n{}"]],
    ["an expectation that cannot be met", 417, [start, "Expect: a-miracle\r\nConnection: close\r\n\r\n"]],
    ["a broken percent-encoding", 400, ["GET /v3/users/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"]],
    [
      "a body over the limit",
      413,
      ["POST /v3/users HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 999999999\r\n\r\n{"],
    ],
  ])("%s: %i with Keystone's error body", async (_name, status, pieces) => {
    expectError(await ask(...pieces), status);
  });

  test("HEAD that the parser stops at has no body", async () => {
    const [head = "", body] = (await exchangeBytes(port, ["HEAD /v3 HTTP/1.1\r\nHost: x\r\nbroken\r\n\r\n"])).split("\r\n\r\n");
    expect([head.split("\r\n")[0], body]).toEqual(["HTTP/1.1 400 Bad Request", ""]);
  });

  test("chunks that are broken, or end in the middle, end the connection and change nothing", async () => {
    const before = service.identity.audit.counts.recorded;
    const head = `POST /v3/regions HTTP/1.1\r\nHost: x\r\nX-Auth-Token: ${token}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const broken = readAnswers(await exchangeBytes(port, [head, '1e\r\n{"region": {"id": "broken-1"}}\r\nzz\r\n']));
    expect(broken.map(({ status }) => status)).toEqual([400]);
    expectError(broken[0] as RawAnswer, 400);
    await exchangeBytes(port, [head, '1e\r\n{"region": {"id": "broken-2"}}\r\n'], { endAfter: true });
    await exchangeBytes(
      port,
      [head.replace("Transfer-Encoding: chunked", "Content-Length: 99"), '{"region": {"id": "broken-3"}}'],
      {
        endAfter: true,
      },
    );
    const regions = await service.request("GET", "/v3/regions", { token });
    expect(regions.body.regions.map(({ id }: { id: string }) => id)).toEqual(["RegionOne"]);
    expect(service.identity.audit.counts.recorded).toBe(before);
  });

  test("requests that wait for each other on one connection are answered in their order", async () => {
    const get = (path: string, more = "") => `GET ${path} HTTP/1.1\r\nHost: x\r\nX-Auth-Token: ${token}\r\n${more}\r\n`;
    const hot = `X-Subject-Token: ${token}\r\n`;
    const pieces = [
      get("/v3/nothing"),
      get("/v3/auth/tokens", hot),
      get("/v3/users/none"),
      get("/v3/regions", "Connection: close\r\n"),
    ];
    const answers = readAnswers(await exchangeBytes(port, pieces));
    expect(answers.map(({ status }) => status)).toEqual([404, 200, 404, 200]);
  });

  test("a bad request behind a good one does not garble the good one's answer", async () => {
    const received = await exchangeBytes(port, [`${start}\r\nBREW / HTTP/1.1\r\n\r\n`]);
    const statuses = readAnswers(received).map(({ status }) => status);
    expect([[401, 405], [405], [401]]).toContainEqual(statuses);
  });

  test("a body that arrives slowly keeps nobody else waiting", async () => {
    const body = JSON.stringify({ auth: passwordAuth(service.adminUserId, service.adminPassword) });
    const { connect } = await import("node:net");
    const slow = connect(port, "127.0.0.1");
    slow.write(`POST /v3/auth/tokens HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`);
    slow.write(body.slice(0, 5));
    for (let request = 0; request < 20; request++) {
      expect((await ask("GET /v3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).status).toBe(200);
    }
    slow.write(body.slice(5));
    const received = await new Promise<string>((resolve) => {
      let text = "";
      slow.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      slow.on("close", () => resolve(text));
    });
    expect(received).toMatch(/^HTTP\/1\.1 201 /);
  });

  test.each([
    ["HTTP/1.0", "GET /v3 HTTP/1.0\r\n\r\n"],
    ["no Host", "GET /v3 HTTP/1.1\r\nConnection: close\r\n\r\n"],
    ["an absolute URL", "GET http://elsewhere.test/v3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
    ["lines that end in LF after an empty line", "\r\nGET /v3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
    ["100-continue", "GET /v3 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"],
    ["an upgrade that is not taken", "GET /v3 HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: upgrade, close\r\n\r\n"],
  ])("%s is answered like any request", async (_name, bytes) => {
    const answers = readAnswers(await exchangeBytes(port, [bytes], { enough: (received) => received.includes('"version"') }));
    expect(answers.at(-1)?.status).toBe(200);
  });

  test("an absolute URL cannot reach around the checks of a path", async () => {
    const none = await ask("GET http://elsewhere.test/v3/users HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    expectError(none, 401);
    const unknown = await ask("GET http://elsewhere.test HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    expect(unknown.status).toBe(300);
  });
});
