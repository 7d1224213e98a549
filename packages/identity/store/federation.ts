import { type Queries, toBoolean } from "./database.ts";
import type { Tables } from "./schema/tables.ts";

// What a Keystone with federation has left in the database; this service only reads it (keystone/federation/backends/sql.py).

/** Somebody who vouches for users. */
export interface IdentityProviderRecord {
  readonly id: string;
  readonly domainId: string;
  readonly enabled: boolean;
  readonly description: string | null;
  readonly remoteIds: readonly string[];
  /** Minutes that group memberships stand; null for the configured time. */
  readonly authorizationTtlMinutes: number | null;
}

/** How an identity provider's users log in. */
export interface ProtocolRecord {
  readonly id: string;
  readonly identityProviderId: string;
  readonly mappingId: string;
  readonly remoteIdAttribute: string | null;
}

/** Rules that make local users of an identity provider's. */
export interface MappingRecord {
  readonly id: string;
  readonly rules: unknown;
}

/** Another Keystone that takes this one's users. */
export interface ServiceProviderRecord {
  readonly id: string;
  readonly enabled: boolean;
  readonly description: string | null;
  readonly authUrl: string;
  readonly spUrl: string;
  readonly relayStatePrefix: string;
}

/** Every identity provider, by ID. */
export async function listIdentityProviders(queries: Queries): Promise<IdentityProviderRecord[]> {
  const rows = await queries.selectFrom("identity_provider").selectAll().orderBy("id").execute();
  const remotes = await queries.selectFrom("idp_remote_ids").selectAll().orderBy("remote_id").execute();
  return rows.map((row) => ({
    id: row.id,
    domainId: row.domain_id,
    enabled: toBoolean(row.enabled),
    description: row.description,
    remoteIds: remotes.filter((remote) => remote.idp_id === row.id).map((remote) => remote.remote_id),
    authorizationTtlMinutes: row.authorization_ttl,
  }));
}

/** An identity provider by ID. */
export async function getIdentityProvider(queries: Queries, id: string): Promise<IdentityProviderRecord | undefined> {
  return (await listIdentityProviders(queries)).find((provider) => provider.id === id);
}

/** The protocols of an identity provider, by ID. */
export async function listProtocols(queries: Queries, identityProviderId: string): Promise<ProtocolRecord[]> {
  const rows = await queries
    .selectFrom("federation_protocol")
    .selectAll()
    .where("idp_id", "=", identityProviderId)
    .orderBy("id")
    .execute();
  return rows.map(toProtocol);
}

/** A protocol of an identity provider. */
export async function getProtocol(queries: Queries, identityProviderId: string, id: string): Promise<ProtocolRecord | undefined> {
  const protocols = await listProtocols(queries, identityProviderId);
  return protocols.find((protocol) => protocol.id === id);
}

/** Every mapping, by ID. */
export async function listMappings(queries: Queries): Promise<MappingRecord[]> {
  return (await queries.selectFrom("mapping").selectAll().orderBy("id").execute()).map(toMapping);
}

/** A mapping by ID. */
export async function getMapping(queries: Queries, id: string): Promise<MappingRecord | undefined> {
  const row = await queries.selectFrom("mapping").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toMapping(row);
}

/** Every service provider, by ID. */
export async function listServiceProviders(queries: Queries): Promise<ServiceProviderRecord[]> {
  const rows = await queries.selectFrom("service_provider").selectAll().orderBy("id").execute();
  return rows.map((row) => ({
    id: row.id,
    enabled: toBoolean(row.enabled),
    description: row.description,
    authUrl: row.auth_url,
    spUrl: row.sp_url,
    relayStatePrefix: row.relay_state_prefix,
  }));
}

/** A service provider by ID. */
export async function getServiceProvider(queries: Queries, id: string): Promise<ServiceProviderRecord | undefined> {
  return (await listServiceProviders(queries)).find((provider) => provider.id === id);
}

function toProtocol(row: Tables["federation_protocol"]): ProtocolRecord {
  return {
    id: row.id,
    identityProviderId: row.idp_id,
    mappingId: row.mapping_id,
    remoteIdAttribute: row.remote_id_attribute,
  };
}

/** The rules are JSON within JSON: Keystone encodes them, and so does its column. */
function toMapping(row: Tables["mapping"]): MappingRecord {
  const rules: unknown = JSON.parse(row.rules);
  return { id: row.id, rules: typeof rules === "string" ? JSON.parse(rules) : rules };
}
