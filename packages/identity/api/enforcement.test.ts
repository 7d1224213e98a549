import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keystoneRules } from "../policy/index.ts";
import { createWorld, type World } from "../server/bad-input/world.ts";
import { routes } from "./index.ts";

/**
 * Routes that ask no policy: those that are `unenforced_api` in keystone/api, and ours beside the API. A route comes onto this
 * list only when Keystone has no policy for it either.
 */
const UNENFORCED: readonly string[] = [
  "DELETE /v3/OS-OAUTH2/token",
  "GET /",
  "GET /healthcheck",
  "GET /ready",
  "GET /v3",
  "GET /v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/auth",
  "GET /v3/OS-FEDERATION/saml2/metadata",
  "GET /v3/OS-OAUTH2/token",
  "GET /v3/OS-SIMPLE-CERT/ca",
  "GET /v3/OS-SIMPLE-CERT/certificates",
  "GET /v3/auth/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/websso",
  "GET /v3/auth/OS-FEDERATION/websso/{protocol_id}",
  "GET /v3/auth/tokens/OS-PKI/revoked",
  "PATCH /v3/OS-OAUTH2/token",
  "POST /v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/auth",
  "POST /v3/OS-OAUTH1/access_token",
  "POST /v3/OS-OAUTH1/request_token",
  "POST /v3/OS-OAUTH2/token",
  "POST /v3/auth/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/websso",
  "POST /v3/auth/OS-FEDERATION/saml2",
  "POST /v3/auth/OS-FEDERATION/saml2/ecp",
  "POST /v3/auth/OS-FEDERATION/websso/{protocol_id}",
  "POST /v3/auth/tokens",
  "POST /v3/users/{user_id}/password",
  "PUT /v3/OS-OAUTH2/token",
];

describe("policy", () => {
  let world: World;
  let directory: string;
  let accessKey: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "multisite-enforcement-"));
    world = await createWorld({ kind: "sqlite", path: join(directory, "identity.db") });
    const { service, adminToken } = world;
    const made = await service.request("POST", `/v3/users/${service.adminUserId}/credentials/OS-EC2`, {
      token: adminToken,
      body: { tenant_id: service.adminProjectId },
    });
    accessKey = made.body.credential.access;
  });
  afterAll(async () => {
    await world.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const enforced = routes.map(({ method, path }) => `${method} ${path}`).filter((key) => !UNENFORCED.includes(key));

  /** Asks every enforced route about what is there, and gives the answers that are not of the status. */
  async function findOthers(status: number, headers: Record<string, string>): Promise<string[]> {
    const others: string[] = [];
    for (const key of enforced) {
      const [method = "", template = ""] = key.split(" ");
      const known = template.includes("OS-EC2") ? { ...world.parameters, credential_id: accessKey } : world.parameters;
      const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name] ?? "none");
      const body = world.bodies[key];
      const answer = await world.service.request(method, path, { headers, ...(body === undefined ? {} : { body }) });
      if (answer.status !== status) others.push(`${key} ${answer.status}`);
    }
    return others;
  }

  test("the list of routes without it names only routes that there are", () => {
    const all = routes.map(({ method, path }) => `${method} ${path}`);
    expect(UNENFORCED.filter((key) => !all.includes(key))).toEqual([]);
  });

  test("is behind a token: every other route refuses a caller without one, whatever else is sent", async () => {
    expect(await findOthers(401, {})).toEqual([]);
  });

  test("is asked by every other route: with rules that allow nobody, the administrator gets nowhere", async () => {
    const { service, adminToken } = world;
    const nobody = Object.fromEntries(keystoneRules.map(({ name }) => [name, "!"]));
    writeFileSync(join(service.directory, "policy.yaml"), JSON.stringify(nobody));
    expect(service.policy.refresh().outcome).toBe("reloaded");
    expect(await findOthers(403, { "X-Auth-Token": adminToken, "X-Subject-Token": adminToken })).toEqual([]);
  });
});
