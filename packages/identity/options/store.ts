import type { Queries } from "../store/database.ts";
import type { OptionDefinition } from "./definitions.ts";

/** The three tables of options, and the column that says whose they are. */
const OWNERS = {
  user_option: "user_id",
  project_option: "project_id",
  role_option: "role_id",
} as const;

export type OptionTable = keyof typeof OWNERS;

/** Options by name, as answers show them. */
export type Options = Readonly<Record<string, unknown>>;

/** The options of each of the resources; those without any get an empty object. */
export async function listOptions(
  queries: Queries,
  table: OptionTable,
  definitions: readonly OptionDefinition[],
  ids: readonly string[],
): Promise<ReadonlyMap<string, Options>> {
  const found = new Map<string, Record<string, unknown>>(ids.map((id) => [id, {}]));
  if (ids.length === 0) return found;
  const owner = OWNERS[table];
  const rows = await queries
    .selectFrom(table as "user_option")
    .select([`${owner} as owner` as "user_id as owner", "option_id", "option_value"])
    .where(owner as "user_id", "in", [...ids])
    .execute();
  for (const row of rows) {
    const definition = definitions.find((candidate) => candidate.id === row.option_id);
    const options = found.get(row.owner);
    if (definition && options) options[definition.name] = row.option_value === null ? null : JSON.parse(row.option_value);
  }
  return found;
}

/**
 * Sets the named options of a resource and leaves the others; null removes one
 * (keystone/common/resource_options/core.py, resource_options_ref_to_mapper).
 */
export async function changeOptions(
  queries: Queries,
  table: OptionTable,
  definitions: readonly OptionDefinition[],
  id: string,
  changes: Options,
): Promise<void> {
  const owner = OWNERS[table];
  for (const { id: optionId, name } of definitions) {
    if (!Object.hasOwn(changes, name)) continue;
    await queries
      .deleteFrom(table as "user_option")
      .where(owner as "user_id", "=", id)
      .where("option_id", "=", optionId)
      .execute();
    if (changes[name] === null || changes[name] === undefined) continue;
    await queries
      .insertInto(table as "user_option")
      .values({ [owner]: id, option_id: optionId, option_value: JSON.stringify(changes[name]) } as never)
      .execute();
  }
}
