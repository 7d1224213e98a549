import type { HotReads, RawReader, RawRow } from "@multisite/kernel/sql";
import { roleOptions } from "../options/index.ts";
import { parseExtra } from "../store/database.ts";
import { buildCatalog, type Catalog } from "./catalog.ts";

/** The role that no row's domain column can hold: Keystone writes global roles so (keystone/assignment/role_backends/sql.py). */
const NULL_DOMAIN = "<<null>>";

export interface SnapshotRole {
  readonly id: string;
  readonly name: string;
  /** Null for a global role. */
  readonly domainId: string | null;
  /** All that there is of it, as a trust's token shows it (keystone/models/token_model.py, _get_trust_roles). */
  readonly whole: { readonly id: string; readonly name: string };
}

/**
 * The small tables that every validation needs, read together and kept for as long as the data's revision stands: roles,
 * what they imply, the catalog, service providers.
 */
export interface Snapshot {
  /** Differs from the last one only when the content does. */
  readonly number: number;
  readonly roles: ReadonlyMap<string, SnapshotRole>;
  readonly impliedRoleIds: ReadonlyMap<string, readonly string[]>;
  readonly catalog: Catalog;
  readonly serviceProviders: readonly Readonly<Record<string, string>>[];
}

/** Gives the snapshot for a revision; reads only when the revision has moved. */
export interface SnapshotSource {
  at(revision: number): Snapshot | Promise<Snapshot>;
}

const STATEMENTS = [
  "SELECT id, name, domain_id, description, extra FROM role",
  "SELECT prior_role_id, implied_role_id FROM implied_role",
  "SELECT id, type, extra FROM service WHERE enabled = 1 ORDER BY id",
  "SELECT id, service_id, interface, region_id, url, extra, enabled FROM endpoint ORDER BY id",
  "SELECT id, filters FROM endpoint_group",
  "SELECT id, auth_url, sp_url FROM service_provider WHERE enabled = 1 ORDER BY id",
  "SELECT role_id, option_id, option_value FROM role_option",
] as const;

/** A source that shares one read among all callers that ask for the same revision. */
export function createSnapshotSource(database: HotReads, substitutions: Readonly<Record<string, string>>): SnapshotSource {
  let current: { revision: number; snapshot: Snapshot; content: string } | undefined;
  let number = 0;

  function accept(revision: number, tables: readonly RawRow[][]): Snapshot {
    const content = JSON.stringify(tables);
    if (current?.content === content) {
      // A slower read must not hide a newer one.
      current.revision = Math.max(current.revision, revision);
      return current.snapshot;
    }
    const snapshot = buildSnapshot(++number, tables, substitutions);
    if (!current || revision >= current.revision) current = { revision, snapshot, content };
    return snapshot;
  }

  return {
    at(revision) {
      if (current?.revision === revision) return current.snapshot;
      const reads = readAll(database.raw);
      return Array.isArray(reads) ? accept(revision, reads) : reads.then((tables) => accept(revision, tables));
    },
  };
}

function readAll(raw: RawReader): RawRow[][] | Promise<RawRow[][]> {
  const reads = STATEMENTS.map((statement) => raw.all(statement, []));
  return reads.every((read): read is RawRow[] => Array.isArray(read)) ? reads : Promise.all(reads);
}

function buildSnapshot(number: number, tables: readonly RawRow[][], substitutions: Readonly<Record<string, string>>): Snapshot {
  const [roles = [], implied = [], services = [], endpoints = [], endpointGroups = [], serviceProviders = [], options = []] =
    tables;
  const impliedRoleIds = new Map<string, string[]>();
  for (const row of implied) {
    const prior = String(row.prior_role_id);
    impliedRoleIds.set(prior, [...(impliedRoleIds.get(prior) ?? []), String(row.implied_role_id)]);
  }
  return {
    number,
    roles: new Map(roles.map((row) => [String(row.id), toRole(row, options)])),
    impliedRoleIds,
    catalog: buildCatalog(services, endpoints, endpointGroups, substitutions),
    serviceProviders: serviceProviders.map((row) => ({
      auth_url: String(row.auth_url),
      id: String(row.id),
      sp_url: String(row.sp_url),
    })),
  };
}

function toRole(row: RawRow, options: readonly RawRow[]): SnapshotRole {
  const text = String(row.domain_id);
  const domainId = text === NULL_DOMAIN ? null : text;
  const [id, name] = [String(row.id), String(row.name)];
  const own = options.filter((option) => option.role_id === row.id).map(toOption);
  const extra = parseExtra(row.extra === null ? null : String(row.extra));
  const whole = { ...extra, id, name, domain_id: domainId, description: row.description, options: Object.fromEntries(own) };
  return { id, name, domainId, whole };
}

function toOption(row: RawRow): [string, unknown] {
  const name = roleOptions.find((option) => option.id === row.option_id)?.name ?? String(row.option_id);
  return [name, JSON.parse(String(row.option_value))];
}
