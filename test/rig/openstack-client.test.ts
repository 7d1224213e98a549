import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ringTwo } from "../../rig/debian/packages.ts";
import { startIdentity } from "../../rig/identity.ts";
import { startKeystone } from "../../rig/keystone/index.ts";
import { type Mariadb, startMariadb } from "../../rig/mariadb.ts";
import { describeReal } from "../support/describe-real.ts";
import { catalog, endpointFilter, policies } from "./openstack-client/catalog.ts";
import { type Clients, type ScriptPlace, startClients } from "./openstack-client/client.ts";
import { applicationCredentials, credentials, oauthConsumers, trusts } from "./openstack-client/credentials.ts";
import { limits } from "./openstack-client/limits.ts";
import { domains, immutableResources, projects, projectTags } from "./openstack-client/projects.ts";
import { impliedRoles, roleAssignments, roles } from "./openstack-client/roles.ts";
import { federation, tokensAndScopes } from "./openstack-client/scopes.ts";
import { groups, users } from "./openstack-client/users.ts";

/** In this order: what a part leaves behind is in the lists of the later ones. */
const parts: readonly (readonly [name: string, run: (clients: Clients) => Promise<void>])[] = [
  ["domains", domains],
  ["projects tags", projectTags],
  ["users and their passwords", users],
  ["groups", groups],
  ["roles", roles],
  ["implied roles", impliedRoles],
  ["the catalog", catalog],
  ["projects", projects],
  ["immutable resources", immutableResources],
  ["role assignments", roleAssignments],
  ["endpoint filter and endpoint groups", endpointFilter],
  ["policies", policies],
  ["limits", limits],
  ["credentials and EC2 credentials", credentials],
  ["application credentials and access rules", applicationCredentials],
  ["trusts", trusts],
  ["OAuth 1 consumers and tokens", oauthConsumers],
  ["tokens of every scope", tokensAndScopes],
  ["federation, of which nothing is set up", federation],
];

describeReal("the openstack client", ringTwo, () => {
  let mariadb: Mariadb;
  beforeAll(async () => {
    mariadb = await startMariadb();
  });
  afterAll(async () => mariadb?.stop());

  type Service = ScriptPlace & { stop(): Promise<void> };
  const services: Readonly<Record<string, () => Promise<Service>>> = {
    "our service on SQLite": () => startIdentity(),
    "our service on MariaDB": async () =>
      startIdentity({ mariadb: { server: mariadb, database: await mariadb.createDatabase("ours") } }),
    // The same script here proves that what it expects is Keystone's behaviour, and not ours.
    "the real Keystone": () => startKeystone({ mariadb, cache: "memcached" }),
  };

  describe.each(Object.keys(services))("on %s", (name) => {
    let service: Service | undefined;
    let clients: Clients;

    beforeAll(async () => {
      service = await services[name]?.();
      if (service) clients = startClients(service);
    });
    afterAll(async () => {
      await clients?.close();
      await service?.stop();
    });

    test.each(parts)("does every command on %s with the exit code and the output of Keystone", (_name, run) => run(clients));

    test("has then run at least 200 commands", () => {
      expect(clients.commandCount()).toBeGreaterThanOrEqual(200);
    });
  });
});
