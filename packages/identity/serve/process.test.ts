import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";
import { type Clock, createSimulatedClock, systemClock } from "@multisite/kernel/clock";
import { openLog, silentLog } from "@multisite/kernel/log";
import { systemRandom } from "@multisite/kernel/random";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { readIdentityConfig } from "../config/index.ts";
import { passwordAuth } from "../testing/index.ts";
import { serveIdentity } from "./index.ts";
import { type IdentityProcess, prepareProcess } from "./process.ts";
import { openConnection } from "./testing/connection.ts";
import { createTestSite, type TestSite } from "./testing/site.ts";

let site: TestSite;
const directory = mkdtempSync(join(tmpdir(), "multisite-serve-"));
const at = (name: string): string => join(directory, name);
beforeAll(async () => {
  site = await createTestSite();
});
afterAll(() => {
  site.remove();
  rmSync(directory, { recursive: true, force: true });
});

const processes: IdentityProcess[] = [];
afterEach(async () => {
  for (const each of processes.splice(0)) await each.stop();
});

async function prepare(
  clock: Clock = createSimulatedClock(),
  changes: Record<string, Record<string, unknown>> = {},
  log = silentLog,
) {
  const merged: Record<string, Record<string, unknown>> = {
    ...(site.config as unknown as Record<string, Record<string, unknown>>),
  };
  for (const [group, values] of Object.entries(changes)) merged[group] = { ...merged[group], ...values };
  const known = JSON.parse(JSON.stringify(merged));
  const prepared = await prepareProcess(readIdentityConfig(known, "test"), { clock, random: systemRandom, log });
  processes.push(prepared);
  return prepared;
}

const ask = async ({ service }: IdentityProcess, path: string, headers: Record<string, string> = {}) => {
  const answer = await service.app.inject({ url: path, headers });
  return { status: answer.statusCode, body: answer.body };
};

const given = (name: string): string => fileURLToPath(new URL(`./testdata/${name}`, import.meta.url));

function useCertificate(name: string): void {
  for (const kind of ["crt", "key"]) copyFileSync(given(`${name}.${kind}`), at(`server.${kind}`));
}

function certificateName(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ port, host: "127.0.0.1", path: "/ready", rejectUnauthorized: false, agent: false }, (incoming) => {
      const socket = incoming.socket as TLSSocket;
      resolve(String(socket.getPeerCertificate().subject.CN));
      incoming.resume();
    })
      .on("error", reject)
      .end();
  });
}

test("a renewed certificate is shown to new connections without a restart", async () => {
  useCertificate("one");
  const clock = createSimulatedClock();
  const prepared = await prepare(clock, { listen: { certificate: at("server.crt"), private_key: at("server.key") } });
  const port = await prepared.listen();
  expect(await certificateName(port)).toBe("one");
  useCertificate("two");
  await clock.advance(5000);
  expect(await certificateName(port)).toBe("two");
});

test("half of a certificate is an error that says so", async () => {
  await expect(prepare(undefined, { listen: { certificate: at("server.crt") } })).rejects.toMatchObject({
    code: "identity.listen.tls",
  });
});

test("ready, until keys cannot be read or the database does not answer", async () => {
  const clock = createSimulatedClock();
  const prepared = await prepare(clock);
  expect(await ask(prepared, "/ready")).toEqual({ status: 200, body: '{"ready":true,"reasons":[]}\n' });
  const keys = site.config.fernet_tokens.key_repository;
  renameSync(keys, `${keys}.away`);
  await clock.advance(1000);
  expect(await ask(prepared, "/ready")).toEqual({
    status: 503,
    body: expect.stringContaining("The token keys cannot be read (identity.key_repository.missing)."),
  });
  renameSync(`${keys}.away`, keys);
  await clock.advance(1000);
  expect((await ask(prepared, "/ready")).status).toBe(200);
  await prepared.service.identity.database.close();
  expect(await ask(prepared, "/ready")).toEqual({ status: 503, body: expect.stringContaining("The database cannot be asked.") });
  processes.pop();
  await prepared.service.app.close();
});

test("changed policy files are taken over; files with a mistake are told of, and the rules before them stay", async () => {
  const clock = createSimulatedClock();
  const path = at("service.log");
  const file = site.config.oslo_policy.policy_file;
  const prepared = await prepare(clock, {}, openLog({ level: "info", path }).log);
  const { policy } = prepared.service;
  const before = policy.revision;
  writeFileSync(file, '"identity:list_roles": "!"\n');
  await clock.advance(5000);
  expect(policy.revision).toBe(before + 1);
  writeFileSync(file, '"identity:list_roles": [broken\n');
  await clock.advance(5000);
  expect(policy.revision).toBe(before + 1);
  expect((await ask(prepared, "/ready")).status).toBe(200);
  await expect
    .poll(() => readFileSync(path, "utf8"))
    .toContain("policy files cannot be used; the rules before them stay in force");
  rmSync(file);
});

test("metrics count requests, logins, validations and keys", async () => {
  const prepared = await prepare(systemClock);
  const { app } = prepared.service;
  const auth = passwordAuth(site.adminUserId, site.adminPassword, { project: { id: site.adminProjectId } });
  const login = await app.inject({
    method: "POST",
    url: "/v3/auth/tokens",
    headers: { "content-type": "application/json" },
    payload: JSON.stringify({ auth }),
  });
  const token = String(login.headers["x-subject-token"]);
  await ask(prepared, "/v3/auth/tokens", { "x-auth-token": token, "x-subject-token": token });
  await ask(prepared, "/v3/roles/none", { "x-auth-token": token });
  await ask(prepared, "/no/such/path");
  const text = await prepared.metrics.text();
  for (const line of [
    'multisite_identity_requests_total{method="POST",route="/v3/auth/tokens",status="201"} 1',
    'multisite_identity_requests_total{method="GET",route="/v3/roles/{role_id}",status="404"} 1',
    'multisite_identity_requests_total{method="GET",route="unknown",status="404"} 1',
    'multisite_identity_request_duration_seconds_count{method="POST",route="/v3/auth/tokens"} 1',
    'multisite_identity_logins_total{outcome="success"} 1',
    'multisite_identity_keys{purpose="token"} 2',
    'multisite_identity_key_set_problem{purpose="token"} 0',
    "multisite_identity_database_errors_total 0",
  ]) {
    expect(text).toContain(line);
  }
  expect(text).toMatch(/multisite_identity_validations_total\{answer="made"\} [1-9]/);
  expect(text).toMatch(/nodejs_eventloop_lag_seconds \d/);
});

test("stopping lets an open request finish and refuses new connections meanwhile; then the port is free", async () => {
  const running = await serveIdentity(site.config, { clock: systemClock, random: systemRandom, log: silentLog });
  const { port } = running;
  const body = JSON.stringify({ auth: passwordAuth(site.adminUserId, site.adminPassword) });
  const headers = { "content-type": "application/json", "content-length": String(body.length) };
  const login = httpRequest({ port, host: "127.0.0.1", method: "POST", path: "/v3/auth/tokens", headers });
  const answered = new Promise<IncomingMessage>((resolve, reject) => login.on("response", resolve).on("error", reject));
  login.write(body.slice(0, 10));
  await connectionMade(port);
  let hasStopped = false;
  const stopped = running.stop().then(() => {
    hasStopped = true;
  });
  await expect(openConnection(port).send("GET", "/ready")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  expect(hasStopped).toBe(false);
  login.end(body.slice(10));
  const answer = await answered;
  answer.resume();
  expect([answer.statusCode, answer.headers.connection]).toEqual([201, "close"]);
  await stopped;
});

/** A later connection has been answered, so that an earlier one has been accepted. */
async function connectionMade(port: number): Promise<void> {
  const later = openConnection(port);
  await later.send("GET", "/ready");
  later.close();
}
