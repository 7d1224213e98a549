import { createSimulatedClock } from "@multisite/kernel/clock";
import { createSeededRandom } from "@multisite/kernel/random";
import { isDuplicateKey, openDatabase } from "@multisite/kernel/sql";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { engines, type TestDatabase } from "../../../test/support/engines.ts";
import { deletePolicyCascade } from "./cascade/policy.ts";
import { deleteRegionsCascade } from "./cascade/region.ts";
import { deleteServiceCascade } from "./cascade/service.ts";
import type { IdentityDatabase } from "./database.ts";
import { addEndpointToProject, hasEndpoint, listEndpointIdsOfProject, listProjectIdsOfEndpoint } from "./endpoint-filter.ts";
import {
  addEndpointGroupToProject,
  deleteEndpointGroup,
  getEndpointGroup,
  hasEndpointGroup,
  insertEndpointGroup,
  listEndpointGroupsOfProject,
  listProjectIdsOfEndpointGroup,
  removeEndpointGroupFromProject,
} from "./endpoint-groups.ts";
import { type EndpointRecord, getEndpoint, insertEndpoint, listEndpoints, updateEndpointRow } from "./endpoints.ts";
import { getPolicy, insertPolicy } from "./policies.ts";
import { getPolicyIdOf, hasPolicy, listSubjects, setPolicy, unsetPolicy } from "./policy-associations.ts";
import { getRegion, insertRegion, listRegions, type RegionRecord, updateRegionRow } from "./regions.ts";
import { createSchema } from "./schema/create.ts";
import type { Tables } from "./schema/tables.ts";
import { getService, insertService, listServices, type ServiceRecord } from "./services.ts";

const region: RegionRecord = { id: "r", description: "", parentRegionId: null, extra: { é: [1] } };
const service: ServiceRecord = { id: "s", type: "compute", enabled: true, extra: { name: "nova" } };
const endpoint: EndpointRecord = {
  id: "e",
  interface: "public",
  regionId: "r",
  serviceId: "s",
  url: "http://e.test/%(project_id)s",
  legacyEndpointId: "old",
  enabled: false,
  extra: { name: "n" },
};
const group = { id: "g", name: "all public", description: null, filters: { interface: "public" } };

describe.each(engines())("the catalog in the database on $name", (engine) => {
  let home: TestDatabase;
  let database: IdentityDatabase;
  const random = createSeededRandom(1);
  beforeAll(async () => {
    home = await engine.createDatabase();
    database = openDatabase<Tables>(home.location, { clock: createSimulatedClock(), watchIntervalMs: 0 });
    await createSchema(database);
  });
  beforeEach(async () => {
    const { query } = database;
    for (const table of [
      "policy_association",
      "policy",
      "project_endpoint_group",
      "endpoint_group",
      "project_endpoint",
      "endpoint",
      "service",
      "region",
    ] as const) {
      await query.deleteFrom(table).execute();
    }
    await insertRegion(query, region);
    await insertService(query, service);
    await insertEndpoint(query, endpoint);
    await insertPolicy(query, { id: "p", blob: '{"a":1}', type: "t", extra: {} });
  });
  afterAll(async () => {
    await database.close();
    await home.drop();
  });

  test("what is written is what is read, with attributes that Keystone does not know", async () => {
    const { query } = database;
    expect(await getRegion(query, "r")).toEqual(region);
    expect(await getService(query, "s")).toEqual(service);
    expect(await getEndpoint(query, "e")).toEqual(endpoint);
    expect(await getPolicy(query, "p")).toEqual({ id: "p", blob: '{"a":1}', type: "t", extra: {} });
    const changed = { ...endpoint, regionId: null, enabled: true };
    await updateEndpointRow(query, changed);
    expect(await getEndpoint(query, "e")).toEqual(changed);
    await updateRegionRow(query, { ...region, description: "d" });
    expect(await listRegions(query)).toEqual([{ ...region, description: "d" }]);
    expect(await listServices(query, ["compute"])).toEqual([service]);
    expect(await listServices(query, ["compute", "network"])).toEqual([]);
    expect(await listEndpoints(query, [{ column: "interface", value: "public" }])).toEqual([changed]);
    expect(await listEndpoints(query, [{ column: "region_id", value: "r" }])).toEqual([]);
  });

  test("a region, and an association with a project, exist once", async () => {
    const { query } = database;
    const duplicate = (thrown: unknown) => isDuplicateKey(thrown);
    expect(await insertRegion(query, region).catch(duplicate)).toBe(true);
    await addEndpointToProject(query, "project", "e");
    expect(await addEndpointToProject(query, "project", "e").catch(duplicate)).toBe(true);
    expect(await hasEndpoint(query, "project", "e")).toBe(true);
    expect(await listProjectIdsOfEndpoint(query, "e")).toEqual(["project"]);
    await insertEndpointGroup(query, group);
    await addEndpointGroupToProject(query, "project", "g");
    expect(await addEndpointGroupToProject(query, "project", "g").catch(duplicate)).toBe(true);
    expect(await listEndpointGroupsOfProject(query, "project")).toEqual([group]);
    expect(await listProjectIdsOfEndpointGroup(query, "g")).toEqual(["project"]);
    await removeEndpointGroupFromProject(query, "project", "g");
    expect(await hasEndpointGroup(query, "project", "g")).toBe(false);
  });

  test("deleting takes along what hangs on a thing, and nothing else", async () => {
    const { query } = database;
    await addEndpointToProject(query, "project", "e");
    for (const subject of [{ endpointId: "e" }, { serviceId: "s" }, { serviceId: "s", regionId: "r" }, { serviceId: "other" }]) {
      await setPolicy(query, random, "p", subject);
    }
    await database.transaction((queries) => deleteServiceCascade(queries, "s"));
    expect(await getService(query, "s")).toBeUndefined();
    expect(await listEndpoints(query)).toEqual([]);
    expect(await listEndpointIdsOfProject(query, "project")).toEqual([]);
    expect(await listSubjects(query, "p")).toEqual([{ serviceId: "other" }]);
    await deletePolicyCascade(query, "p");
    expect(await listSubjects(query, "p")).toEqual([]);
    await deleteRegionsCascade(query, ["r"]);
    expect(await listRegions(query)).toEqual([]);
    await insertEndpointGroup(query, group);
    await addEndpointGroupToProject(query, "project", "g");
    await deleteEndpointGroup(query, "g");
    expect(await getEndpointGroup(query, "g")).toBeUndefined();
    expect(await hasEndpointGroup(query, "project", "g")).toBe(false);
  });

  test("a subject has one policy; a service and the service in a region are different subjects", async () => {
    const { query } = database;
    await insertPolicy(query, { id: "q", blob: "b", type: "t", extra: {} });
    await setPolicy(query, random, "p", { serviceId: "s" });
    expect(await getPolicyIdOf(query, { serviceId: "s", regionId: "r" })).toBeUndefined();
    await setPolicy(query, random, "q", { serviceId: "s" });
    expect(await hasPolicy(query, "p", { serviceId: "s" })).toBe(false);
    expect(await getPolicyIdOf(query, { serviceId: "s" })).toBe("q");
    await unsetPolicy(query, "p", { serviceId: "s" });
    expect(await getPolicyIdOf(query, { serviceId: "s" })).toBe("q");
    await unsetPolicy(query, "q", { serviceId: "s" });
    expect(await getPolicyIdOf(query, { serviceId: "s" })).toBeUndefined();
  });
});
