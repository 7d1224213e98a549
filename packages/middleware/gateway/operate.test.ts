import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readOptions } from "@multisite/kernel/config";
import { describe, expect, onTestFinished, test } from "vitest";
import { askGatewayStatus } from "./ask-admin.ts";
import { configProblems, configWarnings } from "./check.ts";
import { type GatewayConfig, gatewayOptionGroups } from "./options.ts";
import { statusTable } from "./status-table.ts";
import { type GatewayDocument, startTestGateway } from "./testing/index.ts";
import { answerJson, startNode } from "./testing/node.ts";

const given = (name: string): string => fileURLToPath(new URL(`./testdata/${name}`, import.meta.url));
const tls = { cert: readFileSync(given("node.crt")), key: readFileSync(given("node.key")) };
const read = (document: GatewayDocument): GatewayConfig => readOptions(gatewayOptionGroups, document, "gateway.yaml");

function temporaryFile(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), "multisite-gateway-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, name);
}

describe("TLS", () => {
  test("nodes are checked with the given authorities; with others they are down, and the reason is named", async () => {
    const node = await startNode({ tls });
    const right = await startTestGateway([{ site: "own", node }], { identity: { authorities: given("node.crt") } });
    expect((await fetch(`${right.url}/v3/users`)).status).toBe(200);
    const wrong = await startTestGateway([{ site: "own", node }], { identity: { authorities: given("other-authority.crt") } });
    expect((await fetch(`${wrong.url}/v3/users`)).status).toBe(503);
    expect(wrong.status().endpoints[0]).toMatchObject({ state: "down", reason: expect.stringContaining("SELF_SIGNED") });
  });

  test("the gateway serves with a certificate, and tells nodes that the client came by https", async () => {
    const node = await startNode();
    node.answer = (request, response) => answerJson(response, 200, request.headers);
    const listen = { certificate: given("node.crt"), private_key: given("node.key") };
    const { port } = await startTestGateway([{ site: "own", node }], { listen });
    const body = await new Promise<string>((resolve, reject) => {
      httpsRequest({ port, host: "127.0.0.1", path: "/v3/users", ca: tls.cert }, async (answer) => {
        let text = "";
        for await (const chunk of answer) text += chunk;
        resolve(text);
      })
        .on("error", reject)
        .end();
    });
    expect(JSON.parse(body)).toMatchObject({ "x-forwarded-proto": "https" });
  });
});

describe("what a gateway tells of itself", () => {
  test("by its socket, for its owner only: every endpoint, and counts that agree with what happened", async () => {
    const [own, far] = [await startNode(), await startNode({ kind: "stock" })];
    const socket = temporaryFile("gateway.sock");
    const nodes = [
      { site: "own", node: own },
      { site: "far", node: far, role: "master" },
    ];
    const gateway = await startTestGateway(nodes, { admin: { socket, port: 0 } });
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    await fetch(`${gateway.url}/v3/users`);
    await fetch(`${gateway.url}/v3/auth/tokens`, { method: "POST", body: "{}" });
    await own.die();
    await fetch(`${gateway.url}/v3/users`);
    const status = await askGatewayStatus(read({ admin: { socket } }));
    expect(status).toMatchObject({
      ownSite: "own",
      requests: { read: 2, login: 1, write: 0, underWay: 0, retries: 1, statuses: { 200: 3 } },
      endpoints: [
        { site: "own", isOwnSite: true, kind: "unknown", state: "down", requests: 3, failures: 1, inFlight: 0 },
        { site: "far", isOwnSite: false, kind: "stock", state: "up", requests: 1, retries: 1 },
      ],
    });
    const table = statusTable(status);
    expect(table).toMatch(/^SITE +URL +KIND +STATE +P50 MS /);
    expect(table).toMatch(/^own \(own\) +http:\S+ +unknown +down .* ECONNREFUSED$/m);
    expect(table).toContain("0 of 1 nodes of own are up.\n2 reads, 1 logins, 0 writes; 0 of them unanswered.\n");
    const admin = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${gateway.adminPort}${path}`);
    expect(await (await admin("/gateway/status?format=table")).text()).toContain("(own)");
    const metrics = await (await admin("/metrics")).text();
    expect(metrics).toContain(`multisite_gateway_endpoint_up{site="own",url="${own.url}"} 0`);
    expect(metrics).toContain('multisite_gateway_requests_total{purpose="read"} 2');
    expect((await admin("/")).status).toBe(404);
  });

  test("nothing of it on the port that clients use: that path is the nodes' as any other", async () => {
    const own = await startNode();
    const { url } = await startTestGateway([{ site: "own", node: own }], { admin: { port: 0 } });
    await fetch(`${url}/gateway/status`);
    expect(own.seen).toEqual(["GET /gateway/status"]);
  });

  test("its socket is not taken from another gateway that runs, and a directory that is not there is named", async () => {
    const own = await startNode();
    const socket = temporaryFile("gateway.sock");
    const nodes = [{ site: "own", node: own }];
    await startTestGateway(nodes, { admin: { socket } });
    await expect(startTestGateway(nodes, { admin: { socket } })).rejects.toThrow("another gateway listens there");
    expect((await askGatewayStatus(read({ admin: { socket } }))).ownSite).toBe("own");
    const nowhere = { admin: { socket: join(temporaryFile("none"), "gateway.sock") } };
    await expect(startTestGateway(nodes, nowhere)).rejects.toMatchObject({ code: "middleware.gateway.socket" });
  });

  test("asking one that does not run says so", async () => {
    await expect(askGatewayStatus(read({ admin: { socket: temporaryFile("none.sock") } }))).rejects.toMatchObject({
      code: "middleware.gateway.admin_unreachable",
    });
    await expect(askGatewayStatus(read({}))).rejects.toThrow("names no admin.port and no admin.socket");
  });
});

describe("a changed configuration", () => {
  test("is taken over while requests run; what is known of nodes that stay is kept; a wrong one changes nothing", async () => {
    const [own, other] = [await startNode(), await startNode()];
    const endpoint = { site: "own", url: own.url };
    let text = JSON.stringify({ endpoints: [endpoint] });
    const source = {
      text: () => text,
      parse: (latest: string) => read({ identity: { own_site: "own", ...JSON.parse(latest) }, listen: { port: 1234 } }),
    };
    const gateway = await startTestGateway([{ site: "own", node: own }], {}, source);
    await fetch(`${gateway.url}/v3/users`);
    text = JSON.stringify({ endpoints: [endpoint, { site: "far", url: other.url }] });
    gateway.reload();
    expect(gateway.status()).toMatchObject({
      configuration: { reloads: 1, needRestart: ["listen.port"] },
      endpoints: [{ requests: 1 }, { url: other.url, requests: 0 }],
    });
    await own.die();
    expect((await fetch(`${gateway.url}/v3/users`)).status).toBe(200);
    for (const wrong of ["{", JSON.stringify({ endpoints: [] }), JSON.stringify({ endpoints: [{ site: "own" }] })]) {
      text = wrong;
      gateway.reload();
      expect(gateway.status().configuration.problem).toBeDefined();
      expect(gateway.status().endpoints).toHaveLength(2);
    }
    text = JSON.stringify({ endpoints: [{ site: "own", url: other.url }] });
    await expect.poll(() => gateway.status().endpoints.length, { timeout: 10_000 }).toBe(1);
    expect(gateway.status().configuration).toMatchObject({ reloads: 2, problem: undefined });
    expect((await fetch(`${gateway.url}/v3/users`)).status).toBe(200);
  });
});

test("stopping lets a request under way finish", async () => {
  const own = await startNode();
  own.answer = (_request, response) => void setTimeout(() => answerJson(response, 200, {}), 200);
  const gateway = await startTestGateway([{ site: "own", node: own }], { listen: { shutdown_grace_ms: 5000 } });
  const answer = fetch(`${gateway.url}/v3/users`);
  await expect.poll(() => own.seen.length).toBe(1);
  await gateway.stop();
  expect((await answer).status).toBe(200);
  await expect(fetch(`${gateway.url}/v3/users`)).rejects.toThrow();
});

describe("a configuration that cannot work", () => {
  const endpoints = [{ site: "own", url: "http://10.0.1.11:5000" }];
  const fit: GatewayDocument = { identity: { own_site: "own", endpoints } };

  test.each([
    [{}, "identity.endpoints names no identity service"],
    [{ identity: { endpoints } }, "identity.own_site does not say"],
    [{ ...fit, listen: { certificate: "a.crt" } }, "belong together"],
    [{ identity: { own_site: "own", endpoints, public_endpoint: "identity" } }, "must be a URL"],
    [{ ...fit, hedge: { percent: 20 } }, "at most 5"],
    [{ ...fit, requests: { deadline_ms: 100 } }, "must not be longer"],
    [{ ...fit, listen: { port: 5000 }, admin: { port: 5000 } }, "another port"],
    [{ identity: { own_site: "own", endpoints: [{ site: "own", url: "http://127.0.0.1:5000" }] } }, "this gateway itself"],
  ] as const)("%j is refused", (document, problem) => {
    expect(configProblems(read(document)).join(" ")).toContain(problem);
    expect(configProblems(read(fit))).toEqual([]);
  });

  test.each([
    ["text"],
    [[{ site: "own" }]],
    [[{ site: "own", url: "ftp://a" }]],
    [[{ site: "own", url: "http://a", role: "boss" }]],
    [[{ site: "own", url: "http://a", weight: 1 }]],
    [[{ site: "own", url: "http://user:secret@a" }]],
    [
      [
        { site: "own", url: "http://a" },
        { site: "far", url: "http://a/v3" },
      ],
    ],
  ])("endpoints %j are refused", (wrong) => {
    expect(() => read({ identity: { endpoints: wrong } })).toThrow("identity.endpoints must be a list of {site: NAME, url: ");
  });

  test("a URL may be written as services know it; without a node of its own the site lives on the budget, which is said", () => {
    const config = read({
      identity: { own_site: "north", endpoints: [{ site: "east", url: "https://east:5000/identity/v3/" }] },
    });
    expect(config.identity.endpoints[0]?.url).toBe("https://east:5000/identity");
    expect(configWarnings(config)[0]).toContain("No endpoint stands in the own site north");
  });
});
