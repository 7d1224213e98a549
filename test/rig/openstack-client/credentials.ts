import { expect } from "vitest";
import { type Clients, column, idOf } from "./client.ts";

export async function credentials(clients: Clients): Promise<void> {
  const { admin } = clients;
  await admin.ok("project create vault");
  await admin.ok("user create --password pw dora");
  await admin.ok("role add --user dora --project vault member");
  const blob = JSON.stringify({ secret: "x" });
  const credential = await admin.show("credential create --type cert --project vault dora", blob);
  expect(credential).toMatchObject({ type: "cert", blob });
  // Keystone takes nothing but a new blob, and the client always sends more.
  const change = `credential set --user dora --type cert --project vault --data text ${idOf(credential)}`;
  await admin.fails(change, /Additional properties are not allowed \('project_id', 'type', 'user_id' were unexpected\)/);
  expect(await admin.show(`credential show ${idOf(credential)}`)).toMatchObject({ blob });
  expect(await admin.list("credential list --type cert --user dora")).toMatchObject([{ ID: idOf(credential), Data: blob }]);
  await admin.ok(`credential delete ${idOf(credential)}`);
  expect(await admin.list("credential list --user dora")).toEqual([]);

  const dora = clients.as({ username: "dora", password: "pw", project: "vault" });
  const pair = await dora.show("ec2 credentials create");
  expect(pair).toMatchObject({
    access: expect.stringMatching(/^[0-9a-f]{32}$/),
    secret: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(await dora.list("ec2 credentials list")).toMatchObject([{ Access: pair.access, Secret: pair.secret }]);
  expect(await dora.show(`ec2 credentials show ${pair.access}`)).toMatchObject({ user_id: pair.user_id });
  expect(await admin.list("ec2 credentials list --user dora")).toHaveLength(1);
  await dora.ok(`ec2 credentials delete ${pair.access}`);
  expect(await dora.list("ec2 credentials list")).toEqual([]);
}

/** Needs dora of {@link credentials}. */
export async function applicationCredentials(clients: Clients): Promise<void> {
  const dora = clients.as({ username: "dora", password: "pw", project: "vault" });
  const rules = JSON.stringify([{ service: "identity", method: "GET", path: "/v3/projects" }]);
  const made = await dora.show("application credential create --secret s3cret --role member --access-rules", rules, "robot");
  expect(made).toMatchObject({ name: "robot", secret: "s3cret", roles: "member", unrestricted: false });
  expect(await dora.show("application credential show robot")).toMatchObject({ id: idOf(made) });
  expect(await dora.list("application credential list")).toMatchObject([{ Name: "robot" }]);
  await dora.fails("application credential create robot", /409/);
  const [rule] = await dora.list("access rule list");
  expect(rule).toMatchObject({ Service: "identity", Method: "GET", Path: "/v3/projects" });
  expect(await dora.show(`access rule show ${rule?.ID}`)).toMatchObject({ path: "/v3/projects" });
  await dora.fails(`access rule delete ${rule?.ID}`, /403|in use/);
  await dora.ok("application credential create --secret s3cret --unrestricted --expiration 2099-01-01T00:00:00 free");

  const login = { OS_AUTH_TYPE: "v3applicationcredential", OS_APPLICATION_CREDENTIAL_SECRET: "s3cret" };
  const robot = clients.withEnvironment({ ...login, OS_APPLICATION_CREDENTIAL_ID: idOf(made) });
  expect(await robot.show("token issue")).toMatchObject({ user_id: made.user_id ?? expect.any(String) });
  const byName = { OS_APPLICATION_CREDENTIAL_NAME: "free", OS_USERNAME: "dora", OS_USER_DOMAIN_ID: "default" };
  const free = clients.withEnvironment({ ...login, ...byName });
  await free.ok("token issue");
  await free.ok("application credential create child");
  expect(column(await dora.list("application credential list"), "Name")).toEqual(["child", "free", "robot"]);

  for (const name of ["child", "free", "robot"]) await dora.ok(`application credential delete ${name}`);
  await robot.fails("token issue", /401|404/);
  await dora.ok(`access rule delete ${rule?.ID}`);
  expect(await dora.list("access rule list")).toEqual([]);
}

/** Needs dora and project vault of {@link credentials}. She may look nobody up by name, so IDs are given. */
export async function trusts(clients: Clients): Promise<void> {
  const { admin } = clients;
  const erikId = idOf(await admin.show("user create --password pw erik"));
  const doraId = idOf(await admin.show("user show dora"));
  const memberId = idOf(await admin.show("role show member"));
  const vaultId = idOf(await admin.show("project show vault"));
  const dora = clients.as({ username: "dora", password: "pw", project: "vault" });
  const trust = await dora.show(`trust create --project ${vaultId} --role ${memberId} --impersonate ${doraId} ${erikId}`);
  expect(trust).toMatchObject({ impersonation: true, redelegation_count: 0, roles: "member" });
  expect(await dora.show(`trust show ${idOf(trust)}`)).toMatchObject({ project_id: trust.project_id });
  expect(await admin.list("trust list")).toHaveLength(1);
  const erik = clients.withEnvironment({
    OS_USERNAME: "erik",
    OS_PASSWORD: "pw",
    OS_USER_DOMAIN_ID: "default",
    OS_TRUST_ID: idOf(trust),
  });
  expect(await erik.show("token issue")).toMatchObject({ user_id: trust.trustor_user_id, project_id: trust.project_id });
  await dora.ok(`trust delete ${idOf(trust)}`);
  await erik.fails("token issue", /40[134]/);
  // Not found by its ID, it is looked for in the list of all, which is the administrators'.
  await dora.fails(`trust show ${idOf(trust)}`, /identity:list_trusts/);
}

export async function oauthConsumers(clients: Clients): Promise<void> {
  const { admin } = clients;
  const consumer = await admin.show("consumer create --description app");
  expect(consumer).toMatchObject({ description: "app", secret: expect.any(String) });
  await admin.ok(`consumer set --description application ${idOf(consumer)}`);
  expect(await admin.show(`consumer show ${idOf(consumer)}`)).toMatchObject({ description: "application" });
  expect(await admin.list("consumer list")).toMatchObject([{ ID: idOf(consumer) }]);
  const key = `--consumer-key ${idOf(consumer)} --consumer-secret ${consumer.secret}`;
  const request = await admin.show(`request token create ${key} --project admin --domain default`);
  const authorized = await admin.show(`request token authorize --request-key ${request.id} --role admin`);
  const access = await admin.show(
    `access token create ${key} --request-key ${request.id} --request-secret ${request.secret} --verifier ${authorized.oauth_verifier}`,
  );
  expect(access).toMatchObject({ id: expect.any(String), secret: expect.any(String) });
  await admin.ok(`consumer delete ${idOf(consumer)}`);
  expect(await admin.list("consumer list")).toEqual([]);
}
