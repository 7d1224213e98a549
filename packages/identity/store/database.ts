import type { SqlDatabase } from "@multisite/kernel/sql";
import type { Kysely } from "kysely";
import type { Tables } from "./schema/tables.ts";

/** The identity database. */
export type IdentityDatabase = SqlDatabase<Tables>;

/** What store functions take: the database's query builder, or a transaction's. */
export type Queries = Kysely<Tables>;

/** A row's `extra` column: attributes that Keystone stores without knowing them. */
export function parseExtra(text: string | null): Record<string, unknown> {
  if (text === null || text === "") return {};
  const parsed: unknown = JSON.parse(text);
  return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
}

export const toBoolean = (column: number | null): boolean => column === 1;
export const fromBoolean = (value: boolean): number => (value ? 1 : 0);
