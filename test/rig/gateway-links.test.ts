import { writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { starPackages } from "../../rig/debian/packages.ts";
import { createNetwork, type Network } from "../../rig/network/index.ts";
import { waitUntilReady } from "../../rig/process/ready.ts";
import { createRoom, type Room } from "../../rig/process/room.ts";
import { describeReal } from "../support/describe-real.ts";

const command = fileURLToPath(new URL("../../bin/multisite", import.meta.url));
const PORT = 5000;
const ADMIN_PORT = 5001;

/** A node as far as a gateway needs one: it says its name, and takes a while for a login. */
const nodeScript = (name: string, host: string): string => `
  require("node:http").createServer((request, answer) => {
    if (request.url === "/ready") return answer.end("{}");
    const body = JSON.stringify({ by: "${name}" });
    const say = () => answer.writeHead(200, { "Content-Type": "application/json" }).end(body);
    if (request.method === "GET") say(); else { request.resume(); setTimeout(say, 50); }
  }).listen(${PORT}, "${host}");`;

describeReal("a gateway whose own site's node stands on another machine", starPackages, () => {
  let room: Room;
  let network: Network;
  let url: string;
  let statusUrl: string;

  beforeAll(async () => {
    room = createRoom("gateway-links");
    network = await createNetwork(["host", "own", "far"]);
    for (const name of ["own", "far"]) {
      const args = ["-e", nodeScript(name, network.address(name, 1))];
      network.start(name, { name, command: process.execPath, args, logFile: room.file(`${name}.log`) });
    }
    const endpoints = ["own", "far"].map((site) => ({ site, url: `http://${network.address(site, 1)}:${PORT}` }));
    const host = network.address("host", 1);
    const config = {
      identity: { own_site: "own", endpoints },
      listen: { host, port: PORT },
      admin: { host, port: ADMIN_PORT },
      log: { path: room.file("gateway.log") },
    };
    writeFileSync(room.file("gateway.yaml"), JSON.stringify(config));
    const gateway = network.start("host", {
      name: "gateway",
      command,
      args: ["gateway", "--config", room.file("gateway.yaml")],
      logFile: room.file("output.log"),
    });
    url = `http://${host}:${PORT}`;
    statusUrl = `http://${host}:${ADMIN_PORT}/gateway/status`;
    await waitUntilReady(gateway, async () => (await fetch(`${url}/v3/users`)).ok || undefined, { timeoutMs: 30_000 });
  });
  afterAll(async () => {
    await network?.remove();
    room?.remove();
  });

  const read = (): Promise<Response> => fetch(`${url}/v3/users`);
  const logIn = (): Promise<Response> => fetch(`${url}/v3/auth/tokens`, { method: "POST", body: "{}" });
  const stateOfOwn = async (): Promise<string> =>
    ((await (await fetch(statusUrl)).json()) as { endpoints: { state: string }[] }).endpoints[0]?.state ?? "";
  const untilOwnIs = (state: string) => expect.poll(stateOfOwn, { timeout: 20_000 }).toBe(state);

  test("the machine goes without a word: no read and no login fails, and when it is back it is asked again", async () => {
    await untilOwnIs("up");
    const failures: string[] = [];
    const underWay: Promise<void>[] = [];
    let lastMs = performance.now();
    let gapMs = 0;
    let slowestMs = 0;
    const send = async (ask: () => Promise<Response>): Promise<void> => {
      const startedMs = performance.now();
      const outcome = await ask().then(
        (answer) => answer.arrayBuffer().then(() => answer.status),
        (thrown: unknown) => String(thrown),
      );
      const nowMs = performance.now();
      slowestMs = Math.max(slowestMs, nowMs - startedMs);
      if (outcome !== 200) failures.push(String(outcome));
      else {
        gapMs = Math.max(gapMs, nowMs - lastMs);
        lastMs = nowMs;
      }
    };
    for (let turn = 0; turn < 500; turn++) {
      underWay.push(send(read));
      if (turn % 5 === 0) underWay.push(send(logIn));
      if (turn === 100) await network.cut("host", "own");
      await delay(10);
    }
    await Promise.all(underWay);
    console.log(
      `A machine that goes without a word: ${gapMs.toFixed(0)} ms without an answer, slowest answer ${slowestMs.toFixed(0)} ms, ${failures.length} of ${underWay.length} failed.`,
    );
    expect(failures).toEqual([]);
    expect(gapMs).toBeLessThan(10_000);
    await untilOwnIs("down");
    await network.heal("host", "own");
    await untilOwnIs("up");
    expect(await (await read()).json()).toEqual({ by: "own" });
  });

  test("a change is sent to another node when there is no connection, and once only", async () => {
    await network.cut("host", "own");
    const answer = await fetch(`${url}/v3/projects`, { method: "POST", body: "{}" });
    expect([answer.status, await answer.json()]).toEqual([200, { by: "far" }]);
    await network.heal("host", "own");
    await untilOwnIs("up");
  });

  test("with every machine gone the answer is 503 in bounded time, and all is well once they are back", async () => {
    await network.isolate("host");
    const startedMs = performance.now();
    const answer = await read();
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    console.log(`With every machine gone: 503 after ${(performance.now() - startedMs).toFixed(0)} ms.`);
    await network.healAll();
    await untilOwnIs("up");
    await expect.poll(async () => (await read()).status, { timeout: 10_000 }).toBe(200);
  });
});
