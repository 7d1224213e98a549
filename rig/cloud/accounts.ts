import { create, grantProjectRole, type IdentityResource, list } from "@multisite/openstack/identity";
import type { Access } from "@multisite/openstack/session";
import type { RunningIdentity } from "../identity.ts";
import { loginAsAdmin } from "../neutron/accounts.ts";

/** A service of a site, as its catalog has it. */
export interface CatalogEntry {
  /** Of the service, and of its account in project `service`. */
  readonly name: string;
  readonly type: string;
  readonly url: string;
}

/** Gives each service an account, whose requests count as a service's, and its place in the catalog. */
export async function registerServices(
  identity: RunningIdentity,
  { entries, password }: { readonly entries: readonly CatalogEntry[]; readonly password: string },
): Promise<void> {
  const access = await loginAsAdmin(identity);
  const projectId = (await findOrCreate(access, "projects", "service")).id;
  const roles = [await findOrCreate(access, "roles", "service"), await findOrCreate(access, "roles", "admin")];
  for (const { name, type, url } of entries) {
    const user = await create(access, "users", { name, password });
    for (const role of roles) await grantProjectRole(access, { userId: user.id, projectId, roleId: role.id });
    const service = await create(access, "services", { type, name });
    for (const kind of ["public", "internal", "admin"]) {
      await create(access, "endpoints", { service_id: service.id, interface: kind, url, region_id: identity.region });
    }
  }
}

async function findOrCreate(access: Access, collection: "projects" | "roles", name: string): Promise<IdentityResource> {
  const [found] = await list(access, collection, { name });
  return found ?? (await create(access, collection, { name }));
}
