import { formatSqlLocation, type SqlLocation } from "@multisite/kernel/sql";
import { startTestService, type TestService } from "../../testing/index.ts";
import { addMember } from "../../testing/members.ts";
import { plausibleBodies, SECRET_MARK } from "./plausible-bodies.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";

/** A service that listens, with at least one resource of every kind. */
export interface World {
  readonly service: TestService;
  readonly port: number;
  readonly adminToken: string;
  /** Of a user who may read one project and nothing else. */
  readonly readerToken: string;
  /** What stands for each `{parameter}` of a path when it is to name something that is there. */
  readonly parameters: Readonly<Record<string, string>>;
  /** A body that the administrator may send, by `METHOD path`. */
  readonly bodies: Readonly<Record<string, object>>;
  readonly snapshot: Snapshot;
  close(): Promise<void>;
}

export async function createWorld(location: SqlLocation): Promise<World> {
  const service = await startTestService({
    location,
    config: { database: { connection: formatSqlLocation(location), watch_interval_ms: 50 } },
  });
  const adminToken = await service.adminToken();
  const make = async (method: string, path: string, body: object): Promise<Made> => {
    const answer = await service.request(method, path, { token: adminToken, body });
    if (answer.status !== 201) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return Object.values(answer.body as Record<string, Made>)[0] as Made;
  };
  const parameters = await createResources(service, make);
  const { token: readerToken } = await addMember(service, "reader", { project: service.adminProjectId });
  await service.app.listen({ host: "127.0.0.1", port: 0 });
  const address = service.app.server.address();
  if (address === null || typeof address === "string") throw new Error("not listening");
  const snapshot = await takeSnapshot(service, location);
  return {
    service,
    port: address.port,
    adminToken,
    readerToken,
    parameters,
    bodies: plausibleBodies(parameters, service),
    snapshot,
    async close() {
      await snapshot.close();
      service.app.server.closeAllConnections();
      await service.close();
    },
  };
}

interface Made {
  readonly id: string;
  readonly [field: string]: unknown;
}

async function createResources(
  service: TestService,
  make: (method: string, path: string, body: object) => Promise<Made>,
): Promise<Record<string, string>> {
  const role = await make("POST", "/v3/roles", { role: { name: "prior" } });
  const implied = await make("POST", "/v3/roles", { role: { name: "implied" } });
  const domain = await make("POST", "/v3/domains", { domain: { name: "domain" } });
  const project = await make("POST", "/v3/projects", { project: { name: "project", domain_id: domain.id, tags: ["tag"] } });
  const user = await make("POST", "/v3/users", { user: { name: "user", password: SECRET_MARK, domain_id: domain.id } });
  const group = await make("POST", "/v3/groups", { group: { name: "group", domain_id: domain.id } });
  const region = await make("POST", "/v3/regions", { region: { id: "region" } });
  const kind = await make("POST", "/v3/services", { service: { type: "compute", name: "nova" } });
  const endpoint = await make("POST", "/v3/endpoints", {
    endpoint: { interface: "public", service_id: kind.id, url: "http://nova.test", region_id: region.id },
  });
  const endpointGroup = await make("POST", "/v3/OS-EP-FILTER/endpoint_groups", {
    endpoint_group: { name: "eg", filters: { interface: "public" } },
  });
  const policy = await make("POST", "/v3/policies", { policy: { type: "text", blob: "{}" } });
  const credential = await make("POST", "/v3/credentials", {
    credential: { type: "other", blob: SECRET_MARK, user_id: user.id, project_id: project.id },
  });
  const trust = await make("POST", "/v3/OS-TRUST/trusts", {
    trust: {
      trustor_user_id: service.adminUserId,
      trustee_user_id: user.id,
      impersonation: false,
      project_id: service.adminProjectId,
      roles: [{ name: "member" }],
    },
  });
  const consumer = await make("POST", "/v3/OS-OAUTH1/consumers", { consumer: { description: "c" } });
  const access = [{ path: "/v2.1/servers", method: "GET", service: "compute" }];
  const applicationCredential = await make("POST", `/v3/users/${service.adminUserId}/application_credentials`, {
    application_credential: { name: "ac", roles: [{ name: "member" }], access_rules: access },
  });
  const limited = { service_id: kind.id, resource_name: "cores", region_id: region.id };
  await make("POST", "/v3/registered_limits", {
    registered_limits: [{ ...limited, default_limit: 10 }],
  });
  const [free] = (await make("POST", "/v3/registered_limits", {
    registered_limits: [{ ...limited, resource_name: "disks", default_limit: 10 }],
  })) as unknown as Made[];
  const [limit] = (await make("POST", "/v3/limits", {
    limits: [{ ...limited, resource_limit: 5, project_id: project.id }],
  })) as unknown as Made[];
  await make("PUT", `/v3/domains/${domain.id}/config`, { config: { identity: { driver: "ldap" } } });
  const { query } = service.identity.database;
  const rule = await query.selectFrom("access_rule").select("external_id").executeTakeFirstOrThrow();
  return {
    user_id: user.id,
    group_id: group.id,
    project_id: project.id,
    domain_id: domain.id,
    role_id: role.id,
    prior_role_id: role.id,
    implied_role_id: implied.id,
    region_id: region.id,
    service_id: kind.id,
    endpoint_id: endpoint.id,
    endpoint_group_id: endpointGroup.id,
    policy_id: policy.id,
    credential_id: credential.id,
    trust_id: trust.id,
    consumer_id: consumer.id,
    application_credential_id: applicationCredential.id,
    access_rule_id: rule.external_id ?? "",
    registered_limit_id: free?.id ?? "",
    limit_id: limit?.id ?? "",
    value: "tag",
    group: "identity",
    option: "driver",
  };
}
