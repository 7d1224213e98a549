/** What a filter may be. Several values of one attribute: any of them. */
export type FilterValue = string | number | boolean | readonly (string | number | boolean)[];

/**
 * Filters of a list: attributes of the resource as they are on the wire, all of which must hold. Ports by address:
 * `{ fixed_ips: ["ip_address=192.0.2.7", "subnet_id=..."] }`.
 */
export type Filters<Resource> = { readonly [Name in keyof Resource]?: FilterValue } & TagFilters;

/** Filters by tags: all of them, any, not all, none; several are given with commas in between. */
interface TagFilters {
  readonly tags?: FilterValue;
  readonly "tags-any"?: FilterValue;
  readonly "not-tags"?: FilterValue;
  readonly "not-tags-any"?: FilterValue;
}

/** A list query as pairs, in the order in which they are sent. */
export type Query = readonly (readonly [name: string, value: string])[];

export function toQuery(filters: Readonly<Record<string, FilterValue | undefined>>, fields: readonly string[] = []): Query {
  const pairs = Object.entries(filters).flatMap(([name, value]) => valuesOf(value).map((one) => [name, String(one)] as const));
  return [...pairs, ...fields.map((field) => ["fields", field] as const)];
}

/** A path with its query; one without a query stays as it is. */
export function withQuery(path: string, query: Query): string {
  const text = new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])).toString();
  return text === "" ? path : `${path}?${text}`;
}

function valuesOf(value: FilterValue | undefined): readonly (string | number | boolean)[] {
  if (value === undefined) return [];
  return typeof value === "object" ? value : [value];
}

/** A little below what web servers take as a first line (8190 bytes in Apache, 8192 in eventlet). */
const MAX_QUERY_LENGTH = 7000;

/**
 * Filters whose queries are short enough; together they find what the given ones find, each once. Only a filter with many values can
 * be split: values of one attribute are alternatives.
 */
export function splitFilters<Given extends Readonly<Record<string, FilterValue | undefined>>>(
  filters: Given,
  maxLength = MAX_QUERY_LENGTH,
): readonly Given[] {
  if (withQuery("", toQuery(filters)).length <= maxLength) return [filters];
  const counts = Object.entries(filters).map(([name, value]) => ({ name, values: [...new Set(valuesOf(value))] }));
  const longest = counts.reduce((one, other) => (other.values.length > one.values.length ? other : one));
  if (longest.values.length < 2) return [filters];
  const half = Math.ceil(longest.values.length / 2);
  const parts = [longest.values.slice(0, half), longest.values.slice(half)];
  return parts.flatMap((values) => splitFilters({ ...filters, [longest.name]: values }, maxLength));
}
