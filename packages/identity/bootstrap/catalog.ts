import { uuidHex } from "@multisite/kernel/random";
import { insertIgnore } from "@multisite/kernel/sql";
import type { BootstrapState, BootstrapStep } from "./types.ts";

export const createRegion: BootstrapStep = async ({ identity, queries, options }) => {
  if (options.regionId === undefined) return;
  const row = { id: options.regionId, description: "", parent_region_id: null, extra: "{}" };
  await insertIgnore(identity.database.engine, queries, "region", row);
};

/** The identity service and its endpoints; existing endpoints get the URLs that were given. */
export const createCatalog: BootstrapStep = async (state) => {
  const { queries, options } = state;
  const urls = { public: options.publicUrl, internal: options.internalUrl, admin: options.adminUrl };
  if (Object.values(urls).every((url) => url === undefined)) return;
  const serviceId = await ensureService(state);
  for (const [name, url] of Object.entries(urls)) {
    if (url === undefined) continue;
    const region = options.regionId ?? null;
    const existing = await queries
      .selectFrom("endpoint")
      .select("id")
      .where("service_id", "=", serviceId)
      .where("interface", "=", name)
      .where("region_id", region === null ? "is" : "=", region)
      .executeTakeFirst();
    if (existing) await queries.updateTable("endpoint").set({ url }).where("id", "=", existing.id).execute();
    else await insertEndpoint(state, serviceId, name, url);
  }
};

async function ensureService({ identity, queries, options, say }: BootstrapState): Promise<string> {
  const existing = await queries.selectFrom("service").select("id").where("type", "=", "identity").executeTakeFirst();
  if (existing) return existing.id;
  const id = uuidHex(identity.random);
  await queries
    .insertInto("service")
    .values({ id, type: "identity", enabled: 1, extra: JSON.stringify({ name: options.serviceName }) })
    .execute();
  say(`Created service ${options.serviceName}.`);
  return id;
}

async function insertEndpoint(state: BootstrapState, serviceId: string, name: string, url: string): Promise<void> {
  const { identity, queries, options, say } = state;
  await queries
    .insertInto("endpoint")
    .values({
      id: uuidHex(identity.random),
      interface: name,
      service_id: serviceId,
      url,
      region_id: options.regionId ?? null,
      enabled: 1,
      extra: "{}",
      legacy_endpoint_id: null,
    })
    .execute();
  say(`Created ${name} endpoint ${url}.`);
}
