import { openDatabase, type SqlDatabase } from "@multisite/kernel/sql";
import { type BootstrapOptions, bootstrap } from "../bootstrap/index.ts";
import type { IdentityConfig } from "../config/index.ts";
import type { IdentityWorld } from "../main.ts";
import { createPasswordService } from "../passwords/index.ts";
import { createSchema, inspectSchema } from "../store/schema/create.ts";
import type { Tables } from "../store/schema/tables.ts";
import { setupCredentialKeys, setupTokenKeys } from "./keys.ts";
import { isMissingFile, openConfigured } from "./open.ts";

/** What a bootstrap works on. */
export interface SiteBootstrap {
  readonly config: IdentityConfig;
  readonly world: IdentityWorld;
  readonly options: BootstrapOptions;
  /** Do everything but keep nothing. */
  readonly dryRun: boolean;
}

/**
 * Makes a site that can serve, from nothing or from what is there: tables in an empty database, key directories, and what
 * `keystone-manage bootstrap` makes. It can be repeated.
 *
 * @returns one line for each thing that was done, or found as it should be
 * @throws MultisiteError `identity.database.version`, `identity.key_repository.*`, `kernel.sql.*`
 */
export async function bootstrapSite({ config, world, options, dryRun }: SiteBootstrap): Promise<readonly string[]> {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const database = dryRun ? await openRehearsal(config, world) : openConfigured(config, world);
  try {
    const { state } = await inspectSchema(database);
    if (state === "empty") say("Created the tables.");
    await createSchema(database);
    // A star's keys are made by its ceremony.
    const isOfStar = config.star.home !== undefined;
    const setups = isOfStar ? [] : [setupTokenKeys({ config, world, dryRun }), setupCredentialKeys({ config, world, dryRun })];
    for (const { directory, made } of setups.flat()) {
      say(made ? `Created keys in ${directory}.` : `Keys in ${directory} already exist.`);
    }
    const passwords = createPasswordService({ config, clock: world.clock, random: world.random, database });
    await bootstrap({ config, clock: world.clock, random: world.random, database, passwords }, options, say);
  } catch (thrown) {
    if (thrown !== rolledBack) throw thrown;
  } finally {
    await database.close();
  }
  return lines;
}

/** Ends a rehearsal's transaction, so that nothing of it stays. */
const rolledBack = Symbol("rolled back");

/** The configured database with transactions that are always undone; for an empty one, a copy in memory. */
async function openRehearsal(config: IdentityConfig, { clock }: IdentityWorld): Promise<SqlDatabase<Tables>> {
  const inMemory = (): SqlDatabase<Tables> =>
    openDatabase<Tables>({ kind: "sqlite", path: ":memory:" }, { clock, watchIntervalMs: 0 });
  if (isMissingFile(config)) return inMemory();
  const database = openConfigured(config, { clock });
  const { state } = await inspectSchema(database);
  if (state === "empty") {
    await database.close();
    return inMemory();
  }
  return {
    ...database,
    transaction: (work) =>
      database.transaction(async (queries) => {
        await work(queries);
        throw rolledBack;
      }),
  };
}
