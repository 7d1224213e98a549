import type { Queries } from "./database.ts";

/** An option of a domain's configuration; sensitive ones stand in a table of their own (keystone/resource/config_backends/sql.py). */
export interface ConfigOptionRecord {
  readonly group: string;
  readonly option: string;
  /** Any JSON value. */
  readonly value: unknown;
  readonly sensitive: boolean;
}

/** Which options: all of the domain, of a group, or one. */
export interface ConfigSelection {
  readonly group?: string | undefined;
  readonly option?: string | undefined;
}

const TABLES = ["whitelisted_config", "sensitive_config"] as const;

/** The options of a domain, with the sensitive ones: filter them before showing anything. */
export async function listConfigOptions(
  queries: Queries,
  domainId: string,
  { group, option }: ConfigSelection = {},
): Promise<ConfigOptionRecord[]> {
  const found: ConfigOptionRecord[] = [];
  for (const table of TABLES) {
    let select = queries.selectFrom(table).selectAll().where("domain_id", "=", domainId).orderBy("group").orderBy("option");
    if (group !== undefined) select = select.where("group", "=", group);
    if (option !== undefined) select = select.where("option", "=", option);
    for (const row of await select.execute()) {
      found.push({
        group: row.group,
        option: row.option,
        value: JSON.parse(row.value),
        sensitive: table === "sensitive_config",
      });
    }
  }
  return found;
}

/** Stores options in place of those of the same name; the others stay. */
export async function storeConfigOptions(
  queries: Queries,
  domainId: string,
  options: readonly ConfigOptionRecord[],
): Promise<void> {
  for (const { group, option, value, sensitive } of options) {
    await deleteConfigOptions(queries, domainId, { group, option });
    await queries
      .insertInto(sensitive ? "sensitive_config" : "whitelisted_config")
      .values({ domain_id: domainId, group, option, value: JSON.stringify(value) })
      .execute();
  }
}

export async function deleteConfigOptions(
  queries: Queries,
  domainId: string,
  { group, option }: ConfigSelection = {},
): Promise<void> {
  for (const table of TABLES) {
    let remove = queries.deleteFrom(table).where("domain_id", "=", domainId);
    if (group !== undefined) remove = remove.where("group", "=", group);
    if (option !== undefined) remove = remove.where("option", "=", option);
    await remove.execute();
  }
}
