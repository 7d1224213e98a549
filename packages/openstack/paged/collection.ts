import { type CallOptions, isOpenStackError, type Service } from "../session/index.ts";

/** Names of a resource, as Cinder and Nova have them: `/volumes`, `volumes`, `volume`. */
export interface CollectionNames {
  readonly path: string;
  readonly plural: string;
  readonly singular: string;
  /** Sent with each call: the microversion. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where a list is whole: `/volumes/detail`. The path itself when unset. */
  readonly listPath?: string;
}

export interface ListOptions extends CallOptions {
  /** As the service has them: `{ status: "available" }`. */
  readonly filters?: Readonly<Record<string, string>>;
}

/** Resources that can be looked at. */
export interface Listed<Resource> {
  /** All that the filters find, however many pages that takes. */
  list(options?: ListOptions): Promise<readonly Resource[]>;
  /** @throws OpenStackError with status 404 when it is not there */
  get(id: string, options?: CallOptions): Promise<Resource>;
}

export interface Made<Resource, Request> {
  /** Is begun, seldom done, when this returns: see `settle`. */
  create(request: Request, options?: CallOptions): Promise<Resource>;
}

export interface Removed {
  /** Gives false when it was not there before. What was there is gone some time later. */
  delete(id: string, options?: CallOptions): Promise<boolean>;
}

export function createCollection<Resource, Request>(
  service: Service,
  { path, plural, singular, headers, listPath = path }: CollectionNames,
): Listed<Resource> & Made<Resource, Request> & Removed {
  const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;
  return {
    async list({ filters = {}, ...options } = {}) {
      const found: Resource[] = [];
      for (let page: Query | undefined = {}; page !== undefined; ) {
        const query = new URLSearchParams({ ...filters, ...page }).toString();
        const where = query === "" ? listPath : `${listPath}?${query}`;
        const answer: Page<Resource> = await service.call<Page<Resource>>({ method: "GET", path: where, headers }, options);
        found.push(...((answer[plural] ?? []) as readonly Resource[]));
        page = nextPage((answer[`${plural}_links`] ?? []) as readonly Link[]);
      }
      return found;
    },

    async get(id, options) {
      const answer = await service.call<Record<string, Resource>>({ method: "GET", path: pathOf(id), headers }, options);
      return answer[singular] as Resource;
    },

    async create(request, options) {
      const body = { [singular]: request };
      const answer = await service.call<Record<string, Resource>>({ method: "POST", path, body, headers }, options);
      return answer[singular] as Resource;
    },

    async delete(id, options) {
      try {
        await service.call({ method: "DELETE", path: pathOf(id), headers }, options);
        return true;
      } catch (thrown) {
        if (isOpenStackError(thrown, 404)) return false;
        throw thrown;
      }
    },
  };
}

type Query = Readonly<Record<string, string>>;
type Page<Resource> = Readonly<Record<string, readonly Resource[] | readonly Link[]>>;

interface Link {
  readonly rel: string;
  readonly href: string;
}

/** Only the place is taken from the link: behind a proxy its host and scheme may be none that can be reached. */
function nextPage(links: readonly Link[]): Query | undefined {
  const next = links.find(({ rel }) => rel === "next");
  if (next === undefined) return undefined;
  const given = new URL(next.href, "http://openstack").searchParams;
  return Object.fromEntries(["limit", "marker"].flatMap((name) => given.getAll(name).map((value) => [name, value])));
}
