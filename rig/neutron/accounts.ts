import { Secret } from "@multisite/kernel/secret";
import { createSystemTransport } from "@multisite/kernel/transport";
import { create, grantProjectRole, list, login } from "@multisite/openstack/identity";
import type { Access } from "@multisite/openstack/session";
import type { RunningIdentity } from "../identity.ts";

/** As administrator of a site at its identity service. */
export async function loginAsAdmin(
  identity: Pick<RunningIdentity, "url" | "adminPassword">,
): Promise<Access & { readonly token: Secret }> {
  const anonymous = { transport: createSystemTransport(), endpoint: `${identity.url}/v3` };
  const { token } = await login(anonymous, {
    kind: "password",
    user: { name: "admin", domain: { id: "default" } },
    password: new Secret(identity.adminPassword),
    scope: { project: { name: "admin", domain: { id: "default" } } },
  });
  return { ...anonymous, token };
}

/** As administrator of a site at its neutron-server. */
export async function networkAccess(identity: Pick<RunningIdentity, "url" | "adminPassword">, url: string): Promise<Access> {
  return { ...(await loginAsAdmin(identity)), endpoint: `${url}/v2.0` };
}

/** Gives a site's identity service the account of Neutron, and its catalog the place of Neutron. */
export async function registerNeutron(
  identity: RunningIdentity,
  { url, servicePassword }: { readonly url: string; readonly servicePassword: string },
): Promise<void> {
  const access = await loginAsAdmin(identity);
  const project = await create(access, "projects", { name: "service" });
  const user = await create(access, "users", { name: "neutron", password: servicePassword });
  const serviceRole = await create(access, "roles", { name: "service" });
  const roles = [serviceRole, ...(await list(access, "roles", { name: "admin" }))];
  for (const role of roles) await grantProjectRole(access, { userId: user.id, projectId: project.id, roleId: role.id });
  const service = await create(access, "services", { type: "network", name: "neutron" });
  for (const kind of ["public", "internal", "admin"]) {
    await create(access, "endpoints", { service_id: service.id, interface: kind, url, region_id: identity.region });
  }
}

/** A user of the administrator's project who is none himself. */
export async function createMember(
  identity: RunningIdentity,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<void> {
  const access = await loginAsAdmin(identity);
  const user = await create(access, "users", { name, password });
  const [project] = await list(access, "projects", { name: "admin" });
  const [role] = await list(access, "roles", { name: "member" });
  if (project === undefined || role === undefined) throw new Error("The site has no project admin, or no role member.");
  await grantProjectRole(access, { userId: user.id, projectId: project.id, roleId: role.id });
}
