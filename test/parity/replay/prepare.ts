import type { TestService } from "../../../packages/identity/testing/index.ts";
import type { GoldenExchange } from "./exchanges.ts";
import type { Names } from "./names.ts";

const RECORDED_PASSWORD = "adminpw";

/** Makes what the recorded run had before its first exchange, and learns what it called it. */
export async function prepare(service: TestService, names: Names, exchanges: readonly GoldenExchange[]): Promise<void> {
  const token = await service.adminToken();
  // biome-ignore lint/suspicious/noExplicitAny: a body of any kind.
  const make = async (path: string, body: unknown): Promise<any> => {
    const answer = await service.request("POST", path, { token, body });
    if (answer.status !== 201) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };
  names.learnOne(RECORDED_PASSWORD, service.adminPassword);
  await make("/v3/regions", { region: { id: "RegionTwo" } });
  await make("/v3/roles", { role: { name: "auditor" } });
  const { body: listed } = await service.request("GET", "/v3/roles", { token });
  names.learn(exchanges.find(({ group, name }) => group === "roles" && name === "list")?.response.body, listed);

  const { id: projectId } = (await make("/v3/projects", { project: { name: "lab", domain_id: "default" } })).project;
  const { id: userId } = (await make("/v3/users", { user: { name: "labuser", domain_id: "default", password: "labpw" } })).user;
  const member = listed.roles.find((role: { name: string }) => role.name === "member");
  await service.request("PUT", `/v3/projects/${projectId}/users/${userId}/roles/${member.id}`, { token });

  // A service that only projects have an endpoint of.
  const service_id = (await make("/v3/services", { service: { type: "volumev3", name: "cinderv3" } })).service.id;
  const url = "http://volume.test/v3/%(project_id)s";
  await make("/v3/endpoints", { endpoint: { service_id, url, interface: "public", region_id: "RegionOne" } });
}
