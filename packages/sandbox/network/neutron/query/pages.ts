import { pythonValue } from "../attributes/python.ts";
import type { AttributeMap, Attributes } from "../attributes/types.ts";
import { badRequest, badResource, type NeutronFault } from "../faults.ts";
import type { Stored } from "../resources/kind.ts";

interface Sort {
  readonly key: string;
  readonly isDescending: boolean;
}

interface Page {
  readonly limit: number | undefined;
  readonly marker: string | undefined;
  readonly isReverse: boolean;
  readonly sorts: readonly Sort[];
}

/** @throws NeutronFault */
export function readPage(attributes: AttributeMap, query: URLSearchParams): Page {
  const keys = query.getAll("sort_key");
  const directions = query.getAll("sort_dir");
  if (keys.length !== directions.length) throw badRequest("The number of sort_keys and sort_dirs must be same");
  const odd = directions.filter((direction) => direction !== "asc" && direction !== "desc");
  if (odd.length > 0) throw badRequest(`${pythonValue(odd)} is invalid value for sort_dirs, valid value is 'asc' and 'desc'`);
  const unknown = keys.filter((key) => attributes[key]?.isSortKey !== true);
  if (unknown.length > 0) throw badRequest(`${pythonValue(unknown)} is invalid attribute for sort_keys`);
  const sorts = keys.map((key, index) => ({ key, isDescending: directions[index] === "desc" }));
  const isReverse = query.get("page_reverse")?.toLowerCase() === "true";
  return { limit: readLimit(query.get("limit")), marker: query.get("marker") ?? undefined, isReverse, sorts };
}

function readLimit(text: string | null): number | undefined {
  if (text === null || text === "") return undefined;
  if (!/^\d+$/.test(text)) throw badResource("limit", `Limit must be an integer 0 or greater and not '${text}'`);
  return Number(text) === 0 ? undefined : Number(text);
}

/** The resources of a page, which begins after the marker; without a limit all of them. */
export function cutPage<Resource extends Stored>(
  found: readonly Resource[],
  { limit, marker, isReverse, sorts }: Page,
  { absent }: { readonly absent: (id: string) => NeutronFault },
): readonly Resource[] {
  // The table's order when nothing depends on it.
  if (limit === undefined && sorts.length === 0 && marker === undefined) return found;
  const sorted = [...found].sort(comparing([...sorts, { key: "id", isDescending: false }]));
  if (isReverse) sorted.reverse();
  const start = marker === undefined ? 0 : sorted.findIndex(({ id }) => id === marker) + 1;
  if (marker !== undefined && start === 0) throw absent(marker);
  const page = sorted.slice(start, limit === undefined ? undefined : start + limit);
  return isReverse ? page.reverse() : page;
}

function comparing(sorts: readonly Sort[]): (one: Stored, other: Stored) => number {
  return (one, other) => {
    for (const { key, isDescending } of sorts) {
      const [left, right] = [one, other].map((resource) => (resource as unknown as Attributes)[key] as string);
      if (left !== right) return (left ?? "") < (right ?? "") === isDescending ? 1 : -1;
    }
    return 0;
  };
}

/** Where the pages before and after are; only with a limit (neutron/api/api_common.py, get_pagination_links). */
export function pageLinks(url: string, query: URLSearchParams, page: readonly Stored[], asked: Page): readonly object[] {
  if (asked.limit === undefined) return [];
  const isShort = page.length < asked.limit;
  const kept = [...query].filter(([name]) => name !== "marker" && name !== "page_reverse");
  const link = (rel: string, end: Stored | undefined, more: readonly [string, string][]): object => {
    const place: [string, string][] = end === undefined ? [] : [["marker", end.id]];
    return { rel, href: `${url}?${new URLSearchParams([...kept, ...place, ...more])}` };
  };
  return [
    ...(isShort && !asked.isReverse ? [] : [link("next", page.at(-1), [])]),
    ...(isShort && asked.isReverse ? [] : [link("previous", page[0], [["page_reverse", "True"]])]),
  ];
}
