import { expect } from "vitest";
import { type Clients, column, idOf } from "./client.ts";

export async function domains({ admin }: Clients): Promise<void> {
  const domain = await admin.show("domain create --description first north");
  expect(domain).toMatchObject({ name: "north", description: "first", enabled: true, tags: [], options: {} });
  await admin.fails("domain create north", /409/);
  expect(column(await admin.list("domain list"), "Name")).toEqual(["Default", "north"]);
  await admin.ok("domain set --name north2 --description second north");
  expect(await admin.show("domain show north2")).toMatchObject({ id: domain.id, description: "second" });
  await admin.fails(`domain delete north2`, /Cannot delete a domain that is enabled/);
  await admin.ok("domain set --disable north2");
  expect(await admin.list("domain list --enabled")).toMatchObject([{ Name: "Default" }]);
  await admin.ok("domain delete north2");
  await admin.fails("domain show north2", /north2/);
}

export async function projects({ admin }: Clients): Promise<void> {
  await admin.ok("domain create tree");
  const top = await admin.show("project create --domain tree --description", "the top", "--property", "colour=blue", "top");
  expect(top).toMatchObject({ name: "top", description: "the top", colour: "blue", is_domain: false, enabled: true });
  expect(top.parent_id).toBe(top.domain_id);
  const middle = await admin.show(`project create --domain tree --parent ${idOf(top)} middle`);
  const leaf = await admin.show(`project create --domain tree --parent ${idOf(middle)} --disable leaf`);
  expect(leaf).toMatchObject({ parent_id: idOf(middle), enabled: false });
  expect(await admin.show("project create --domain tree --or-show top")).toMatchObject({ id: idOf(top) });
  await admin.fails("project create --domain tree top", /409/);
  expect(await admin.show(`project show --children ${idOf(top)}`)).toMatchObject({
    subtree: { [idOf(middle)]: { [idOf(leaf)]: null } },
  });
  expect(JSON.stringify(await admin.show(`project show --parents ${idOf(leaf)}`))).toContain(idOf(top));
  expect(column(await admin.list("project list --domain tree"), "Name")).toEqual(["leaf", "middle", "top"]);
  expect(await admin.list(`project list --parent ${idOf(middle)}`)).toMatchObject([{ ID: idOf(leaf) }]);
  expect(await admin.list("project list --my-projects")).toMatchObject([{ Name: "admin" }]);
  await admin.ok(`project set --name bottom --enable --property height=3 ${idOf(leaf)}`);
  expect(await admin.show(`project show ${idOf(leaf)}`)).toMatchObject({ name: "bottom", enabled: true, height: "3" });
  await admin.fails(`project delete ${idOf(middle)}`, /not a leaf|Cannot delete/);
  await admin.ok(`project delete ${idOf(leaf)}`);
  await admin.fails(`project show ${idOf(leaf)}`, /No project/);
}

export async function projectTags({ admin }: Clients): Promise<void> {
  await admin.ok("project create --tag red --tag round ball");
  await admin.ok("project create --tag red --tag square box");
  const names = async (filter: string): Promise<readonly unknown[]> => column(await admin.list(`project list ${filter}`), "Name");
  expect(await names("--tags red")).toEqual(["ball", "box"]);
  expect(await names("--tags red,round")).toEqual(["ball"]);
  expect(await names("--tags-any round,square")).toEqual(["ball", "box"]);
  expect(await names("--not-tags square")).toEqual(["admin", "ball"]);
  expect(await names("--not-tags-any red")).toEqual(["admin"]);
  await admin.ok("project set --tag green ball");
  await admin.ok("project set --remove-tag round ball");
  expect(await admin.show("project show ball")).toMatchObject({ tags: expect.arrayContaining(["red", "green"]) });
  expect(await names("--tags round")).toEqual([]);
}

export async function immutableResources({ admin }: Clients): Promise<void> {
  await admin.ok("project create --immutable fixed");
  await admin.fails("project delete fixed", /403/);
  await admin.fails("project set --description new fixed", /403/);
  await admin.ok("project set --no-immutable fixed");
  await admin.ok("project delete fixed");
  await admin.fails("role delete admin", /403/);
}
