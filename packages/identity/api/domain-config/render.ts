import type { ConfigPlace } from "../../domain-config/errors.ts";
import { isSensitive } from "../../domain-config/options.ts";
import type { ConfigGroups } from "../../domain-config/rules.ts";
import type { ConfigOptionRecord } from "../../store/domain-config.ts";

/** One option with its value. */
export type ShownOption = Pick<ConfigOptionRecord, "group" | "option" | "value">;

/** Options in their groups; a single option that was asked for stands alone (keystone/resource/core.py, _list_to_config). */
export function renderConfig(options: readonly ShownOption[], place: Pick<ConfigPlace, "option">): Record<string, unknown> {
  if (place.option !== undefined) return Object.fromEntries(options.map(({ option, value }) => [option, value]));
  const groups = Map.groupBy(options, ({ group }) => group);
  return Object.fromEntries(
    [...groups].map(([group, members]) => [group, Object.fromEntries(members.map(({ option, value }) => [option, value]))]),
  );
}

/** A body's options as they are stored. */
export function toRecords(config: ConfigGroups): ConfigOptionRecord[] {
  return Object.entries(config).flatMap(([group, options]) =>
    Object.entries(options).map(([option, value]) => ({ group, option, value, sensitive: isSensitive(group, option) })),
  );
}
