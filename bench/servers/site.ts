import { join } from "node:path";
import { bootstrap } from "../../packages/identity/bootstrap/index.ts";
import { type IdentityConfig, readIdentityConfig } from "../../packages/identity/config/index.ts";
import { setupKeyRepository } from "../../packages/identity/keys/index.ts";
import { createPasswordService } from "../../packages/identity/passwords/index.ts";
import { createSchema } from "../../packages/identity/store/schema/create.ts";
import type { Tables } from "../../packages/identity/store/schema/tables.ts";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { systemRandom, uuidHex } from "../../packages/kernel/random/index.ts";
import { Secret } from "../../packages/kernel/secret/index.ts";
import { openDatabase, parseSqlLocation } from "../../packages/kernel/sql/index.ts";

/** The administrator of a bench site. */
export const ADMIN_PASSWORD = "bench-password";

const SERVICE_TYPES = ["compute", "network", "image", "volumev3", "object-store"];
const REGIONS = ["RegionOne", "RegionTwo", "RegionThree"];

/** A bootstrapped site whose catalog has 54 endpoints, which makes a token body of about 10 kB. */
export async function prepareSite(
  directory: string,
  settings: {
    readonly databaseUrl?: string;
    readonly keyDirectory?: string;
    readonly cacheEntries: number;
    readonly passwordHashRounds: number;
    readonly star?: boolean;
  },
): Promise<{ readonly config: IdentityConfig; readonly userId: string; readonly projectId: string }> {
  const config = readIdentityConfig(
    {
      DEFAULT: { public_endpoint: "http://identity.bench:5000" },
      database: { connection: settings.databaseUrl ?? `sqlite:///${join(directory, "identity.db")}` },
      fernet_tokens: { key_repository: settings.keyDirectory ?? join(directory, "fernet-keys") },
      credential: { key_repository: join(directory, "credential-keys") },
      ...(settings.star === true
        ? { star: { home: directory }, fernet_receipts: { key_repository: join(directory, "fernet-keys") } }
        : {}),
      facts: { path: join(directory, "facts.db") },
      identity: { password_hash_rounds: settings.passwordHashRounds },
      validation: { cache_entries: settings.cacheEntries },
      oslo_policy: { policy_file: join(directory, "policy.yaml") },
    },
    "bench",
  );
  for (const key_repository of [config.fernet_tokens.key_repository, config.credential.key_repository]) {
    setupKeyRepository({ directory: key_repository, maxActiveKeys: 3, random: systemRandom });
  }
  const database = openDatabase<Tables>(parseSqlLocation(config.database.connection), {
    clock: systemClock,
    watchIntervalMs: 50,
  });
  try {
    await createSchema(database);
    const passwords = createPasswordService({ config, clock: systemClock, random: systemRandom, database } as never);
    const world = { config, clock: systemClock, random: systemRandom, database, passwords };
    const options = {
      username: "admin",
      password: new Secret(ADMIN_PASSWORD),
      projectName: "admin",
      roleName: "admin",
      serviceName: "keystone",
      regionId: "RegionOne",
      publicUrl: "http://identity.bench:5000/v3",
      internalUrl: "http://identity.bench:5000/v3",
      adminUrl: "http://identity.bench:5000/v3",
      immutableRoles: true,
    };
    const { userId, projectId } = await bootstrap(world as never, options, () => {});
    await addCatalog(database.query);
    return { config, userId, projectId };
  } finally {
    await database.close();
  }
}

async function addCatalog(queries: ReturnType<typeof openDatabase<Tables>>["query"]): Promise<void> {
  const known = await queries.selectFrom("endpoint").select("id").execute();
  if (known.length > 3) return;
  for (const id of REGIONS.slice(1)) {
    await queries.insertInto("region").values({ id, description: "", parent_region_id: null, extra: "{}" }).execute();
  }
  const services = [];
  for (const type of SERVICE_TYPES) {
    const id = uuidHex(systemRandom);
    await queries
      .insertInto("service")
      .values({ id, type, enabled: 1, extra: JSON.stringify({ name: type }) })
      .execute();
    services.push({ id, type });
  }
  for (const [index, region] of REGIONS.entries()) {
    for (const { id, type } of services) {
      for (const name of ["public", "internal", "admin"]) {
        await queries
          .insertInto("endpoint")
          .values({
            id: uuidHex(systemRandom),
            interface: name,
            service_id: id,
            url: `http://region${index + 1}.example.net:8774/${type}/v3/$(project_id)s`,
            region_id: region,
            enabled: 1,
            extra: "{}",
            legacy_endpoint_id: null,
          })
          .execute();
      }
    }
  }
}
