import { expect } from "vitest";
import { type Clients, column, idOf } from "./client.ts";

export async function roles({ admin }: Clients): Promise<void> {
  expect(column(await admin.list("role list"), "Name")).toEqual(["admin", "member", "reader"]);
  const role = await admin.show("role create --description", "may watch", "watcher");
  expect(role).toMatchObject({ name: "watcher", description: "may watch", domain_id: null });
  await admin.fails("role create watcher", /409/);
  await admin.ok("role create --domain default inner");
  expect(column(await admin.list("role list --domain default"), "Name")).toEqual(["inner"]);
  await admin.ok("role set --name watcher2 --immutable watcher");
  await admin.fails("role delete watcher2", /403/);
  await admin.ok("role set --no-immutable watcher2");
  expect(await admin.show("role show watcher2")).toMatchObject({ id: idOf(role) });
  await admin.ok("role delete watcher2");
}

export async function impliedRoles({ admin }: Clients): Promise<void> {
  const prior = await admin.show("role create prior");
  await admin.ok("implied role create prior --implied-role reader");
  expect(await admin.list("implied role list")).toContainEqual({
    "Prior Role ID": idOf(prior),
    "Prior Role Name": "prior",
    "Implied Role ID": expect.any(String),
    "Implied Role Name": "reader",
  });
  await admin.fails("implied role create prior --implied-role admin", /403/);
  await admin.ok("implied role delete prior --implied-role reader");
  expect(column(await admin.list("implied role list"), "Prior Role Name")).toEqual(["admin", "member"]);
  await admin.ok("role delete prior");
}

export async function roleAssignments({ admin }: Clients): Promise<void> {
  await admin.ok("project create yard");
  await admin.ok("project create --parent yard shed");
  await admin.ok("user create carol");
  await admin.ok("group create guild");
  await admin.ok("group add user guild carol");
  await admin.ok("role add --user carol --project yard member");
  await admin.ok("role add --group guild --domain default reader");
  await admin.ok("role add --user carol --system all reader");
  await admin.ok("role add --user carol --project yard --inherited admin");

  const byUser = await admin.list("role assignment list --user carol --names");
  expect(byUser).toContainEqual(expect.objectContaining({ Role: "member", User: "carol@Default", Project: "yard@Default" }));
  expect(byUser).toContainEqual(expect.objectContaining({ Role: "admin", Project: "yard@Default", Inherited: true }));
  expect(byUser).toHaveLength(3);
  expect(await admin.list("role assignment list --system all --names --user carol")).toMatchObject([
    { Role: "reader", User: "carol@Default", System: "all", Inherited: false },
  ]);
  expect(await admin.list("role assignment list --group guild --names")).toMatchObject([
    { Role: "reader", Group: "guild@Default", Domain: "Default" },
  ]);
  expect(await admin.list("role assignment list --domain default --names --role reader")).toHaveLength(1);
  expect(await admin.list("role assignment list --project yard --inherited --names")).toMatchObject([{ Role: "admin" }]);
  const effective = async (place: string): Promise<readonly unknown[]> =>
    column(await admin.list(`role assignment list --effective --names --user carol ${place}`), "Role");
  expect(await effective("--project yard")).toEqual(["member", "reader"]);
  expect(await effective("--project shed")).toEqual(["admin", "member", "reader"]);
  expect(await effective("--domain default")).toEqual(["reader"]);
  expect(await admin.list("role assignment list --auth-user --auth-project --names")).toMatchObject([
    { Role: "admin", User: "admin@Default", Project: "admin@Default" },
  ]);

  await admin.ok("role remove --user carol --project yard --inherited admin");
  expect(await effective("--project shed")).toEqual([]);
  await admin.fails("role remove --user carol --project shed member", /404|Could not find role assignment/);
  await admin.ok("role remove --user carol --system all reader");
  await admin.ok("role remove --group guild --domain default reader");
  await admin.ok("user delete carol");
  expect(await admin.list("role assignment list --project yard")).toEqual([]);
}
