import type { Clock } from "@multisite/kernel/clock";
import type { Secret } from "@multisite/kernel/secret";
import type { Transport } from "@multisite/kernel/transport";
import {
  create,
  grantProjectRole,
  type IdentityCollection,
  type IdentityResource,
  list,
  login,
  update,
} from "@multisite/openstack/identity";
import { type Access, isOpenStackError } from "@multisite/openstack/session";
import { type Passwords, PROJECT, SERVICE_PROJECT, SERVICE_USER, USER } from "./cast.ts";
import { type DemoPlace, siteEndpoint } from "./place.ts";
import { regionUrls } from "./regions.ts";

/** The administrator's way in, and whom the story is about. */
export interface Seeded {
  readonly admin: Access;
  readonly adminToken: Secret;
  readonly userId: string;
}

/** Fills the cloud over the API, as an administrator would: regions, catalog, projects and users. It can be repeated. */
export async function seed(clock: Clock, transport: Transport, place: DemoPlace, passwords: Passwords): Promise<Seeded> {
  const adminToken = await loginAsAdmin(transport, place, passwords.admin);
  const admin = { transport, endpoint: siteEndpoint(place, "east"), token: adminToken };
  await onceWritable(clock, () => seedCatalog(admin, place));
  const member = await find(admin, "roles", { name: "member" });
  const service = await ensure(admin, "roles", { name: "service" }, {});
  const userId = await seedUser(clock, admin, {
    name: USER,
    password: passwords.user,
    project: PROJECT,
    roleId: member?.id ?? "",
  });
  await seedUser(clock, admin, { name: SERVICE_USER, password: passwords.service, project: SERVICE_PROJECT, roleId: service.id });
  return { admin, adminToken, userId };
}

const LOOK_MS = 200;
const LIMIT_MS = 60_000;

/** After a restart masters find each other first; until then nothing can be written. */
async function onceWritable(clock: Clock, work: () => Promise<void>): Promise<void> {
  const startedMs = clock.monotonicMs();
  for (;;) {
    try {
      return await work();
    } catch (thrown) {
      if (!isOpenStackError(thrown, 503) || clock.monotonicMs() - startedMs > LIMIT_MS) throw thrown;
      await clock.sleep(LOOK_MS);
    }
  }
}

async function loginAsAdmin(transport: Transport, place: DemoPlace, password: Secret): Promise<Secret> {
  const access = { transport, endpoint: siteEndpoint(place, "east") };
  const domain = { id: "default" };
  const scope = { project: { name: "admin", domain } };
  const { token } = await login(access, { kind: "password", user: { name: "admin", domain }, password, scope });
  return token;
}

async function seedCatalog(admin: Access, place: DemoPlace): Promise<void> {
  const compute = await ensure(admin, "services", { type: "compute", name: "nova" }, {});
  const image = await ensure(admin, "services", { type: "image", name: "glance" }, {});
  const network = await ensure(admin, "services", { type: "network", name: "neutron" }, {});
  const identity = await find(admin, "services", { type: "identity" });
  const known = new Set((await list(admin, "regions")).map(({ id }) => id));
  for (const region of regionUrls(place)) {
    if (!known.has(region.name)) await create(admin, "regions", { id: region.name });
    await ensureEndpoint(admin, compute.id, region.name, region.compute);
    await ensureEndpoint(admin, image.id, region.name, region.image);
    if (region.network !== undefined) await ensureEndpoint(admin, network.id, region.name, region.network);
    if (identity) await ensureEndpoint(admin, identity.id, region.name, region.identity);
  }
}

async function ensureEndpoint(admin: Access, serviceId: string, regionId: string, url: string): Promise<void> {
  const keys = { service_id: serviceId, region_id: regionId, interface: "public" };
  await ensure(admin, "endpoints", keys, { url });
}

async function seedUser(
  clock: Clock,
  admin: Access,
  wanted: { readonly name: string; readonly password: Secret; readonly project: string; readonly roleId: string },
): Promise<string> {
  const project = await ensure(admin, "projects", { name: wanted.project, domain_id: "default" }, {});
  const keys = { name: wanted.name, domain_id: "default" };
  const existing = await find(admin, "users", keys);
  const user = existing ?? (await create(admin, "users", { ...keys, password: wanted.password.reveal() }));
  // The story that was told here before has disabled its user, perhaps in this very second, whose tokens are all revoked.
  if (existing?.enabled === false) {
    await update(admin, "users", existing.id, { enabled: true });
    await clock.sleep(1000);
  }
  await grantProjectRole(admin, { userId: user.id, projectId: project.id, roleId: wanted.roleId });
  return user.id;
}

/** What `keys` name, made or brought up to date. */
async function ensure(
  admin: Access,
  collection: IdentityCollection,
  keys: Readonly<Record<string, string>>,
  attributes: Readonly<Record<string, unknown>>,
): Promise<IdentityResource> {
  const existing = await find(admin, collection, keys);
  if (!existing) return create(admin, collection, { ...keys, ...attributes });
  return Object.keys(attributes).length === 0 ? existing : update(admin, collection, existing.id, attributes);
}

async function find(
  admin: Access,
  collection: IdentityCollection,
  keys: Readonly<Record<string, string>>,
): Promise<IdentityResource | undefined> {
  return (await list(admin, collection, keys))[0];
}
