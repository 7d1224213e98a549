import { expect } from "vitest";
import { type Clients, column, idOf, nextSecond } from "./client.ts";

export async function users(clients: Clients): Promise<void> {
  const { admin } = clients;
  const home = await admin.show("project create home");
  const user = await admin.show("user create --project home --password secret1 --email a@example.org alice");
  expect(user).toMatchObject({ name: "alice", email: "a@example.org", default_project_id: idOf(home), domain_id: "default" });
  await admin.fails("user create --password secret1 alice", /409/);
  expect(await admin.show("user create --or-show alice")).toMatchObject({ id: idOf(user) });
  expect(column(await admin.list("user list"), "Name")).toEqual(["admin", "alice"]);
  expect(await admin.list("user list --long --domain default")).toContainEqual(
    expect.objectContaining({ Name: "alice", Email: "a@example.org", Enabled: true }),
  );
  await admin.ok("user set --description", "the first", "alice");
  expect(await admin.show("user show alice")).toMatchObject({ description: "the first", password_expires_at: null });
  await admin.ok("role add --user alice --project home member");
  expect(await admin.list("user list --project home")).toMatchObject([{ Name: "alice" }]);

  const alice = clients.as({ username: "alice", password: "secret1", project: "home" });
  expect(await alice.show("token issue")).toMatchObject({ project_id: idOf(home), user_id: idOf(user) });
  await alice.ok("user password set --original-password secret1 --password secret2");
  await alice.fails("token issue", /401/);
  await nextSecond();
  const again = clients.as({ username: "alice", password: "secret2", project: "home" });
  await again.ok("token issue");
  await again.fails("user list", /403/);
  await again.fails("user create mallory", /403/);
  await admin.ok("user set --disable alice");
  await again.fails("token issue", /401/);
  await admin.ok("user set --enable --password secret3 alice");
  await clients.as({ username: "alice", password: "secret3" }).ok("token issue");
  await admin.ok("user set --multi-factor-auth-rule password,totp --enable-multi-factor-auth alice");
  expect(await admin.show("user show alice")).toMatchObject({
    options: { multi_factor_auth_enabled: true, multi_factor_auth_rules: [["password", "totp"]] },
  });
  await admin.ok("user set --disable-multi-factor-auth alice");
  await admin.ok("user delete alice");
  await admin.fails("user show alice", /alice/);
}

export async function groups({ admin }: Clients): Promise<void> {
  const group = await admin.show("group create --description team crew");
  await admin.ok("user create bob");
  await admin.ok("group add user crew bob");
  expect(await admin.ok("group contains user crew bob")).toContain("bob in group crew");
  expect(await admin.ok("group contains user crew admin")).toContain("admin not in group crew");
  expect(await admin.list("user list --group crew")).toMatchObject([{ Name: "bob" }]);
  expect(await admin.list("group list --user bob")).toMatchObject([{ ID: idOf(group), Name: "crew" }]);
  await admin.ok("group set --name crew2 crew");
  expect(await admin.show("group show crew2")).toMatchObject({ id: idOf(group), description: "team" });
  await admin.ok("group remove user crew2 bob");
  expect(await admin.list("user list --group crew2")).toEqual([]);
  await admin.fails("group create crew2", /409/);
  await admin.ok("group delete crew2");
  expect(await admin.list("group list")).toEqual([]);
  await admin.ok("user delete bob");
}
