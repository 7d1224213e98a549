import { expect } from "vitest";
import { type Clients, idOf } from "./client.ts";

export async function limits(clients: Clients): Promise<void> {
  const { admin } = clients;
  // Registered limits are the system's own.
  const system = clients.as({ username: "admin", password: clients.place.adminPassword, system: true });
  await admin.ok("service create --name cinder volume");
  await admin.ok("project create tenant");
  const registered = await system.show("registered limit create --service cinder --default-limit 10 --region RegionOne volumes");
  expect(registered).toMatchObject({ resource_name: "volumes", default_limit: 10, region_id: "RegionOne" });
  await system.ok(`registered limit set --default-limit 12 ${idOf(registered)}`);
  expect(await system.show(`registered limit show ${idOf(registered)}`)).toMatchObject({ default_limit: 12 });
  expect(await system.list("registered limit list")).toMatchObject([{ "Resource Name": "volumes", "Default Limit": 12 }]);

  const limit = await system.show(
    "limit create --project tenant --service cinder --region RegionOne --resource-limit 5 --description few volumes",
  );
  expect(limit).toMatchObject({ resource_name: "volumes", resource_limit: 5, description: "few" });
  await system.ok(`limit set --resource-limit 7 ${idOf(limit)}`);
  expect(await system.show(`limit show ${idOf(limit)}`)).toMatchObject({ resource_limit: 7 });
  expect(await system.list("limit list --resource-name volumes")).toMatchObject([{ "Resource Limit": 7 }]);
  await system.fails("limit create --project tenant --service cinder --resource-limit 1 absent", /limit/);
  await system.fails(`registered limit delete ${idOf(registered)}`, /403|limit/);
  await system.ok(`limit delete ${idOf(limit)}`);
  await system.ok(`registered limit delete ${idOf(registered)}`);
  expect(await system.list("registered limit list")).toEqual([]);
  await admin.ok("service delete cinder");
}
