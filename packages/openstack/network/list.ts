import { type CallOptions, isOpenStackError, type Service } from "../session/index.ts";
import { type Query, withQuery } from "./query.ts";

/** What is listed: the path, and the name of the list in the answer. */
export interface Listing {
  readonly path: string;
  readonly plural: string;
  /**
   * Asked for as a whole. For what Neutron itself cuts into pages only after it has read all (agents, addresses left) a page after
   * a resource that is gone is empty, and nobody knows that the rest is missing (neutron/api/api_common.py, PaginationEmulatedHelper).
   */
  readonly isWhole?: boolean;
}

/** Neutron's `pagination_max_limit` may be lower; its links then say so. */
const DEFAULT_PAGE_SIZE = 500;
const MAX_RESTARTS = 3;

/**
 * All that a query finds, page by page.
 *
 * A page begins after the last resource of the one before. When that was deleted meanwhile Neutron knows no place to go on from, and the
 * list begins again.
 */
export async function listAll<Resource>(
  service: Service,
  listing: Listing,
  { query, pageSize, ...options }: { readonly query: Query; readonly pageSize?: number } & CallOptions,
): Promise<readonly Resource[]> {
  for (let restarts = 0; ; restarts++) {
    try {
      return await listOnce(service, listing, { query, pageSize: pageSize ?? DEFAULT_PAGE_SIZE, options });
    } catch (thrown) {
      if (!isOpenStackError(thrown, 404) || restarts >= MAX_RESTARTS) throw thrown;
    }
  }
}

async function listOnce<Resource>(
  service: Service,
  { path, plural, isWhole }: Listing,
  { query, pageSize, options }: { readonly query: Query; readonly pageSize: number; readonly options: CallOptions },
): Promise<readonly Resource[]> {
  const found: Resource[] = [];
  const first: Query = isWhole === true ? [] : [["limit", String(pageSize)]];
  for (let page: Query | undefined = first; page !== undefined; ) {
    const answer: Page = await service.call<Page>({ method: "GET", path: withQuery(path, [...query, ...page]) }, options);
    found.push(...((answer[plural] ?? []) as Resource[]));
    page = nextPage((answer[`${plural}_links`] ?? []) as readonly Link[]);
  }
  return found;
}

type Page = Readonly<Record<string, readonly unknown[]>>;
interface Link {
  readonly rel: string;
  readonly href: string;
}

/** Only the place is taken from the link: behind a proxy its host and scheme may be none that can be reached. */
function nextPage(links: readonly Link[]): Query | undefined {
  const next = links.find(({ rel }) => rel === "next");
  if (next === undefined) return undefined;
  const given = new URL(next.href, "http://neutron").searchParams;
  return ["limit", "marker", "page_reverse"].flatMap((name) => given.getAll(name).map((value) => [name, value] as const));
}
