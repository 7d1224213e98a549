import type { Exchange } from "./exchange.ts";
import type { Filters } from "./request.ts";
import { ok, type Reply } from "./route.ts";

/** One condition of a list's query, such as `name=web` or `name__icontains=web`. */
export interface Filter {
  readonly name: string;
  readonly value: string;
  readonly comparator: string;
  readonly caseSensitive: boolean;
}

/** The conditions of the query that the list supports (keystone/server/flask/common.py, build_driver_hints). */
export function readFilters(query: URLSearchParams, supported: Filters): Filter[] {
  const filters: Filter[] = [];
  for (const [key, value] of query) {
    if (supported.includes(key)) {
      filters.push({ name: key, value, comparator: "equals", caseSensitive: true });
      continue;
    }
    const name = supported.find((candidate) => key.startsWith(`${candidate}__`));
    if (name === undefined) continue;
    const [, suffix = ""] = key.split("__", 2);
    const caseSensitive = !suffix.startsWith("i");
    filters.push({ name, value, comparator: caseSensitive ? suffix : suffix.slice(1), caseSensitive });
  }
  return filters;
}

/** The items that meet every condition (keystone/server/flask/common.py, filter_by_attributes). */
export function applyFilters<Item extends object>(items: readonly Item[], filters: readonly Filter[]): Item[] {
  return items.filter((item) => filters.every((filter) => matches(item as Record<string, unknown>, filter)));
}

function matches(item: Readonly<Record<string, unknown>>, filter: Filter): boolean {
  const value = filter.comparator === "equals" ? valueAt(item, filter.name) : item[filter.name];
  if (filter.comparator === "equals") {
    if (typeof value === "boolean") return value === readBoolean(filter.value);
    return value === filter.value;
  }
  if (!(filter.name in item)) return false;
  const fold = (text: string): string => (filter.caseSensitive ? text : text.toLowerCase());
  const target = fold(String(value ?? ""));
  const wanted = fold(filter.value);
  switch (filter.comparator) {
    case "contains":
      return target.includes(wanted);
    case "startswith":
      return target.startsWith(wanted);
    case "endswith":
      return target.endsWith(wanted);
    default:
      return true;
  }
}

/** `user.id` looks inside `user`, as Keystone's flattened dictionaries do. */
function valueAt(item: Readonly<Record<string, unknown>>, name: string): unknown {
  if (name in item) return item[name];
  return name.split(".").reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], item);
}

/** Everything but the words for false is true, also nothing at all (keystone/common/utils.py, attr_as_boolean). */
export function readBoolean(text: string): boolean {
  return !["0", "f", "false", "n", "no", "off"].includes(text.trim().toLowerCase());
}

/** How a collection is shown. */
export interface CollectionOptions {
  /** Key of the array, and path segment of the items' links. */
  readonly name: string;
  /** Path in front of the collection in the items' links, such as `["OS-TRUST"]`. */
  readonly prefix?: readonly string[];
  /** Conditions still to be applied. */
  readonly filters?: readonly Filter[];
  readonly limit?: number | undefined;
}

/** Items with links, the collection's links, and `truncated` over the limit (keystone/server/flask/common.py, wrap_collection). */
export function collectionReply<Item extends { readonly id: string }>(
  exchange: Exchange,
  items: readonly Item[],
  options: CollectionOptions,
): Reply {
  const kept = applyFilters(items, options.filters ?? []);
  const truncated = options.limit !== undefined && kept.length > options.limit;
  const shown = truncated ? kept.slice(0, options.limit) : kept;
  const prefix = options.prefix ?? [];
  return ok({
    [options.name]: shown.map((item) => withSelfLink(exchange, item, [...prefix, options.name])),
    links: { next: null, self: exchange.links.self, previous: null },
    ...(truncated ? { truncated: true } : {}),
  });
}

/** An item with `links.self` added to the links that it has (keystone/server/flask/common.py, _add_self_referential_link). */
export function withSelfLink<Item extends { readonly id: string; readonly links?: object }>(
  exchange: Exchange,
  item: Item,
  path: readonly string[],
): Item & { links: object } {
  return { ...item, links: { ...item.links, self: exchange.links.to(...path, item.id) } };
}
