import { expect } from "vitest";
import { type Clients, column } from "./client.ts";

export async function tokensAndScopes(clients: Clients): Promise<void> {
  const { admin, place } = clients;
  const person = { username: "admin", password: place.adminPassword };
  const token = await admin.show("token issue");
  expect(token).toMatchObject({ id: expect.stringMatching(/^gAAAAA/), expires: expect.stringMatching(/^\d{4}-/) });
  const byToken = clients.withEnvironment({
    OS_AUTH_TYPE: "token",
    OS_TOKEN: String(token.id),
    OS_PROJECT_NAME: "admin",
    OS_PROJECT_DOMAIN_ID: "default",
  });
  await byToken.ok("project list");
  await admin.ok(`token revoke ${token.id}`);
  await byToken.fails("project list", /40[14]/);

  const system = clients.as({ ...person, system: true });
  expect(await system.show("token issue")).toMatchObject({ system: "all" });
  expect(column(await system.list("domain list"), "Name")).toContain("Default");
  await admin.ok("role add --user admin --domain default admin");
  const domain = clients.withEnvironment({
    OS_USERNAME: person.username,
    OS_PASSWORD: person.password,
    OS_USER_DOMAIN_ID: "default",
    OS_DOMAIN_NAME: "Default",
  });
  expect(await domain.show("token issue")).toMatchObject({ domain_id: "default" });
  expect(column(await domain.list("user list --domain default"), "Name")).toContain("admin");
  const unscoped = clients.as(person);
  const unscopedToken = await unscoped.show("token issue");
  expect(unscopedToken).not.toHaveProperty("project_id");
  expect(column(await unscoped.list("project list"), "Name")).toContain("admin");
  await unscoped.fails("user list", /catalog|endpoint|40[13]/);
  await clients.as({ username: "admin", password: "wrong", project: "admin" }).fails("token issue", /401/);
  await clients.as({ ...person, project: "absent" }).fails("token issue", /401/);
  const versions = await admin.list("versions show");
  expect(versions).toContainEqual(expect.objectContaining({ Version: "3.14", Status: "CURRENT" }));
}

export async function federation({ admin }: Clients): Promise<void> {
  for (const what of ["identity provider", "mapping", "service provider"]) expect(await admin.list(`${what} list`)).toEqual([]);
  expect(column(await admin.list("federation project list"), "Name")).toContain("admin");
  expect(column(await admin.list("federation domain list"), "Name")).toContain("Default");
  await admin.fails("identity provider show absent", /404|No identityprovider|Could not find/i);
}
