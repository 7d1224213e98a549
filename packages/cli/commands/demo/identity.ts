import { join } from "node:path";
import { bootstrapSite, createIdentityService, type IdentityService, readIdentityConfig } from "@multisite/identity";
import { createLog } from "@multisite/kernel/log";
import type { CommandContext } from "../../context.ts";
import { listen } from "../../listen.ts";
import { type Passwords, REGIONS } from "./cast.ts";

/** Where one demonstration lives. */
export interface DemoPlace {
  readonly directory: string;
  readonly host: string;
  /** Of the identity service; the regions' ports follow. */
  readonly basePort: number;
}

/** Endpoint of the identity service. */
export function identityEndpoint({ host, basePort }: DemoPlace): string {
  return `http://${host}:${basePort}/v3`;
}

/** The identity service on an embedded database, bootstrapped and listening. */
export async function startIdentity(
  { clock, random }: CommandContext,
  place: DemoPlace,
  passwords: Passwords,
): Promise<IdentityService> {
  const inside = (name: string): string => join(place.directory, name);
  const config = readIdentityConfig(
    {
      database: { connection: `sqlite:///${inside("identity.db")}` },
      fernet_tokens: { key_repository: inside("fernet-keys") },
      credential: { key_repository: inside("credential-keys") },
      facts: { path: inside("facts.db") },
      oslo_policy: { policy_file: inside("policy.yaml") },
      listen: { host: place.host, port: place.basePort },
      identity: { password_hash_rounds: HASH_ROUNDS },
    },
    "demo",
  );
  const world = { clock, random, log: createLog({ level: "info", path: inside("identity.log") }) };
  const endpoint = identityEndpoint(place);
  const options = {
    username: "admin",
    password: passwords.admin,
    projectName: "admin",
    roleName: "admin",
    serviceName: "keystone",
    regionId: REGIONS[0],
    publicUrl: endpoint,
    internalUrl: endpoint,
    immutableRoles: true,
  };
  await bootstrapSite({ config, world, options, dryRun: false });
  const service = await createIdentityService(config, world);
  await listen(service.app, config.listen);
  return service;
}

/** bcrypt's cost: less than the service's default of 12, so that three passwords are made in no time. */
const HASH_ROUNDS = 10;
