import { MultisiteError } from "@multisite/kernel/errors";
import { type CallOptions, isOpenStackError, type Service } from "../session/index.ts";
import { type Query, withQuery } from "./query.ts";

/** What is listed: the path, and the name of the list in the answer. */
export interface Listing {
  readonly path: string;
  readonly plural: string;
  /**
   * Asked for as a whole. Agents come whole in any case (neutron/db/agents_db.py). Addresses left are cut into pages only after all
   * were read, and a page after a network that is gone is empty, as if it were the end (neutron/api/api_common.py,
   * PaginationEmulatedHelper).
   */
  readonly isWhole?: boolean;
}

/** Neutron's `pagination_max_limit` may be lower; its links then say so. */
const DEFAULT_PAGE_SIZE = 500;
const MAX_RESTARTS = 3;

interface ListAllOptions<Resource> extends CallOptions {
  readonly query: Query;
  readonly pageSize?: number;
  readonly keep?: (resource: Resource) => Resource;
}

interface Once<Resource> {
  readonly first: Query;
  readonly keep: (resource: Resource) => Resource;
  readonly options: CallOptions;
}

/**
 * All that a query finds, page by page.
 *
 * A page begins after the last resource of the one before. When that was deleted meanwhile Neutron knows no place to go on from, and the
 * list begins again; when too much is deleted for that, it is asked for as a whole.
 */
export async function listAll<Resource>(
  service: Service,
  listing: Listing,
  { query, pageSize = DEFAULT_PAGE_SIZE, keep = (resource) => resource, ...options }: ListAllOptions<Resource>,
): Promise<readonly Resource[]> {
  const paged: Query = [["limit", String(pageSize)]];
  for (let restarts = 0; ; restarts++) {
    const first = listing.isWhole === true || restarts > MAX_RESTARTS ? [] : paged;
    const found = await listOnce<Resource>(service, listing, { query, first, keep, options });
    if (found !== undefined) return found;
    if (restarts > MAX_RESTARTS) throw placeLost(listing);
  }
}

/** Undefined when the place to go on from is gone. */
async function listOnce<Resource>(
  service: Service,
  { path, plural }: Listing,
  { query, first, keep, options }: Pick<ListAllOptions<Resource>, "query"> & Once<Resource>,
): Promise<readonly Resource[] | undefined> {
  const found: Resource[] = [];
  for (let page: Query | undefined = first; page !== undefined; ) {
    try {
      const answer: Page = await service.call<Page>({ method: "GET", path: withQuery(path, [...query, ...page]) }, options);
      for (const resource of (answer[plural] ?? []) as Resource[]) found.push(keep(resource));
      page = nextPage((answer[`${plural}_links`] ?? []) as readonly Link[]);
    } catch (thrown) {
      if (page === first || !isOpenStackError(thrown, 404)) throw thrown;
      return undefined;
    }
  }
  return found;
}

const placeLost = ({ path }: Listing): MultisiteError =>
  new MultisiteError("openstack.network.list", `GET ${path}: resources are deleted faster than the list can be read.`);

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
