import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { type Clients, column, idOf } from "./client.ts";

export async function catalog(clients: Clients): Promise<void> {
  const { admin } = clients;
  await admin.ok("region create --description south RegionTwo");
  await admin.ok("region create --parent-region RegionTwo RegionTwoA");
  expect(column(await admin.list("region list"), "Region")).toEqual(["RegionOne", "RegionTwo", "RegionTwoA"]);
  expect(await admin.list("region list --parent-region RegionTwo")).toMatchObject([{ Region: "RegionTwoA" }]);
  await admin.ok("region set --description elsewhere RegionTwoA");
  expect(await admin.show("region show RegionTwoA")).toMatchObject({ description: "elsewhere", parent_region: "RegionTwo" });
  await admin.fails("region create RegionTwo", /409/);
  await admin.ok("region delete RegionTwoA");

  const service = await admin.show("service create --name nova --description compute compute");
  expect(service).toMatchObject({ name: "nova", type: "compute", enabled: true });
  await admin.ok("service set --description Compute nova");
  expect(await admin.show("service show compute")).toMatchObject({ id: idOf(service), description: "Compute" });
  expect(column(await admin.list("service list"), "Type")).toEqual(["compute", "identity"]);

  const url = "http://compute.example.org/v2.1/%(project_id)s";
  const endpoint = await admin.show(`endpoint create --region RegionTwo compute public ${url}`);
  expect(endpoint).toMatchObject({ region: "RegionTwo", interface: "public", service_type: "compute", url, enabled: true });
  await admin.ok(`endpoint create --region RegionTwo compute admin ${url} --disable`);
  expect(await admin.list("endpoint list --service compute --interface public")).toMatchObject([{ URL: url, Enabled: true }]);
  expect(await admin.list("endpoint list --region RegionTwo")).toHaveLength(2);
  const shown = await admin.show("catalog show compute");
  expect(shown).toMatchObject({ name: "nova", type: "compute" });
  expect(JSON.stringify(shown.endpoints)).toMatch(/compute\.example\.org\/v2\.1\/[0-9a-f]{32}"/);
  expect(column(await admin.list("catalog list"), "Type")).toEqual(["compute", "identity"]);
  await admin.ok(`endpoint set --disable ${idOf(endpoint)}`);
  expect(await admin.show(`endpoint show ${idOf(endpoint)}`)).toMatchObject({ enabled: false });
  expect(JSON.stringify(await admin.list("catalog list"))).not.toContain("compute.example.org");
  await admin.ok(`endpoint set --enable --url http://other.example.org ${idOf(endpoint)}`);
  expect(JSON.stringify(await admin.list("catalog list"))).toContain("other.example.org");
  await admin.ok(`endpoint delete ${idOf(endpoint)}`);
  await admin.ok("service delete nova");
  expect(await admin.list("endpoint list --region RegionTwo")).toEqual([]);
}

export async function endpointFilter(clients: Clients): Promise<void> {
  const { admin } = clients;
  const room = mkdtempSync(join(tmpdir(), "multisite-script-"));
  await admin.ok("project create narrow");
  const service = await admin.show("service create --name glance image");
  const endpoint = idOf(await admin.show("endpoint create --region RegionOne image public http://image.example.org"));
  await admin.ok(`endpoint add project ${endpoint} narrow`);
  expect(await admin.list(`endpoint list --project narrow`)).toMatchObject([{ ID: endpoint }]);
  await admin.ok("role add --user admin --project narrow admin");
  const narrow = clients.as({ username: "admin", password: clients.place.adminPassword, project: "narrow" });
  expect(column(await narrow.list("catalog list"), "Type")).toEqual(["image"]);
  await admin.ok(`endpoint remove project ${endpoint} narrow`);

  const filters = join(room, "filters.json");
  writeFileSync(filters, JSON.stringify({ service_id: idOf(service) }));
  const group = await admin.show(`endpoint group create --description images pictures ${filters}`);
  expect(group).toMatchObject({ name: "pictures", description: "images", filters: { service_id: idOf(service) } });
  await admin.ok("endpoint group add project pictures narrow");
  expect(await admin.list("endpoint group list --project narrow")).toMatchObject([{ Name: "pictures" }]);
  await admin.ok("endpoint group set --description Images pictures");
  expect(await admin.show("endpoint group show pictures")).toMatchObject({ description: "Images" });
  expect(column(await narrow.list("catalog list"), "Type")).toEqual(["image"]);
  await admin.ok("endpoint group remove project pictures narrow");
  await admin.ok("endpoint group delete pictures");
  expect(await admin.list("endpoint group list")).toEqual([]);
  expect(column(await narrow.list("catalog list"), "Type")).toEqual(["identity", "image"]);
  await admin.ok("service delete glance");
  rmSync(room, { recursive: true });
}

export async function policies({ admin }: Clients): Promise<void> {
  const room = mkdtempSync(join(tmpdir(), "multisite-script-"));
  const file = join(room, "rules.json");
  writeFileSync(file, "{}");
  const policy = await admin.show(`policy create --type application/json ${file}`);
  expect(policy).toMatchObject({ rules: "{}", type: "application/json" });
  await admin.ok(`policy set --type text/plain ${idOf(policy)}`);
  expect(await admin.show(`policy show ${idOf(policy)}`)).toMatchObject({ type: "text/plain" });
  expect(await admin.list("policy list")).toMatchObject([{ ID: idOf(policy) }]);
  await admin.ok(`policy delete ${idOf(policy)}`);
  expect(await admin.list("policy list")).toEqual([]);
  rmSync(room, { recursive: true });
}
