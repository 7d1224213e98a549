import type { Filter } from "./listing.ts";

/** Conditions that the database can answer, and those that are left for {@link collectionReply}. */
export interface SplitFilters<Column extends string> {
  readonly exact: readonly { readonly column: Column; readonly value: string }[];
  readonly rest: readonly Filter[];
}

/** Takes the exact conditions on columns out (keystone/common/sql/core.py, _filter, which does the same). */
export function splitFilters<Column extends string>(
  filters: readonly Filter[],
  columns: readonly Column[],
): SplitFilters<Column> {
  const exact: { column: Column; value: string }[] = [];
  const rest: Filter[] = [];
  for (const filter of filters) {
    const column = columns.find((candidate) => candidate === filter.name);
    if (column !== undefined && filter.comparator === "equals") exact.push({ column, value: filter.value });
    else rest.push(filter);
  }
  return { exact, rest };
}
