import { existsSync } from "node:fs";
import { openDatabase, parseSqlLocation, type SqlDatabase } from "@multisite/kernel/sql";
import type { IdentityConfig } from "../config/index.ts";
import type { IdentityWorld } from "../main.ts";
import type { Tables } from "../store/schema/tables.ts";

/** Opens the database that the configuration names, for one command. */
export function openConfigured(config: IdentityConfig, { clock }: Pick<IdentityWorld, "clock">): SqlDatabase<Tables> {
  return openDatabase<Tables>(parseSqlLocation(config.database.connection), {
    clock,
    watchIntervalMs: config.database.watch_interval_ms,
  });
}

/** Whether the database is a file that is not there yet: opening it would make it. */
export function isMissingFile(config: IdentityConfig): boolean {
  const location = parseSqlLocation(config.database.connection);
  return location.kind === "sqlite" && !existsSync(location.path);
}
