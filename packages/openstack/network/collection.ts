import { type CallOptions, isOpenStackError, type Service } from "../session/index.ts";
import { type Listing, listAll } from "./list.ts";
import { type Filters, type FilterValue, splitFilters, toQuery, withQuery } from "./query.ts";
import { doRecognizably } from "./recognize.ts";

/** Names of a resource: `/security-groups`, `security_groups`, `security_group`. */
export interface CollectionNames extends Listing {
  readonly singular: string;
}

export interface ListOptions<Field, Listed = unknown> extends CallOptions {
  /** Attributes that are wanted; all when unset. */
  readonly fields?: readonly Field[];
  /** Most resources in one answer. */
  readonly pageSize?: number;
  /**
   * What stands in the list for each one, said before the next page is asked for: the same one that the caller has already, so that a
   * long list is not there twice.
   */
  readonly keep?: (resource: Listed) => Listed;
}

export interface CreateOptions<Resource> extends CallOptions {
  /**
   * Finds what this very request makes and nothing else, such as its MAC address on its network. With it a request whose answer was
   * lost is looked for, and sent again if it is not there; without it such a request fails with `openstack.unanswered`.
   */
  readonly recognize?: Filters<Resource>;
}

export interface ChangeOptions extends CallOptions {
  /** Refused with 412 when the resource has another `revision_number` (extension `revision-if-match`). */
  readonly ifRevision?: number;
}

/** Resources that can be looked at. */
export interface Readable<Resource> {
  /** All that the filters find, however many pages that takes. */
  list<Field extends keyof Resource = keyof Resource>(
    filters?: Filters<Resource>,
    options?: ListOptions<Field, Pick<Resource, Field>>,
  ): Promise<readonly Pick<Resource, Field>[]>;
  /** @throws OpenStackError with status 404 when it is not there */
  get<Field extends keyof Resource = keyof Resource>(
    id: string,
    options?: CallOptions & { readonly fields?: readonly Field[] },
  ): Promise<Pick<Resource, Field>>;
}

/** Resources that can be removed. */
export interface Removable {
  /** Gives false when it was not there before. */
  delete(id: string, options?: ChangeOptions): Promise<boolean>;
}

export interface Updatable<Resource, Change> {
  update(id: string, change: Change, options?: ChangeOptions): Promise<Resource>;
}

export interface Creatable<Resource, Request> {
  create(request: Request, options?: CreateOptions<Resource>): Promise<Resource>;
}

/** Resources with everything that Neutron's API has for them. */
export interface Collection<Resource, Request, Change>
  extends Readable<Resource>,
    Creatable<Resource, Request>,
    Updatable<Resource, Change>,
    Removable {
  /** All of them in one request, or none. */
  createMany(requests: readonly Request[], options?: CallOptions): Promise<readonly Resource[]>;
}

export function createCollection<Resource, Request, Change>(
  service: Service,
  names: CollectionNames,
): Collection<Resource, Request, Change> {
  const { path, singular, plural } = names;
  const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;

  async function post(request: Request, options: CallOptions): Promise<Resource> {
    const answer = await service.call<Record<string, Resource>>({ method: "POST", path, body: { [singular]: request } }, options);
    return answer[singular] as Resource;
  }

  const collection: Collection<Resource, Request, Change> = {
    async list<Field extends keyof Resource = keyof Resource>(
      filters: Filters<Resource> = {},
      { fields, ...options }: ListOptions<Field, Pick<Resource, Field>> = {},
    ) {
      const lists: (readonly Pick<Resource, Field>[])[] = [];
      for (const part of splitFilters(filters as Readonly<Record<string, FilterValue | undefined>>)) {
        lists.push(await listAll(service, names, { ...options, query: toQuery(part, fields as readonly string[] | undefined) }));
      }
      return lists.flat();
    },

    async get(id, { fields, ...options } = {}) {
      const query = toQuery({}, fields as readonly string[] | undefined);
      const answer = await service.call<Record<string, Resource>>({ method: "GET", path: withQuery(pathOf(id), query) }, options);
      return answer[singular] as Resource;
    },

    async create(request, { recognize, ...options } = {}) {
      if (recognize === undefined) return await post(request, options);
      return await doRecognizably(
        () => post(request, options),
        () => collection.list(recognize, options),
        (thrown) => isOpenStackError(thrown, 409),
      );
    },

    async createMany(requests, options = {}) {
      const body = { [plural]: requests };
      const answer = await service.call<Record<string, readonly Resource[]>>({ method: "POST", path, body }, options);
      return answer[plural] ?? [];
    },

    async update(id, change, { ifRevision, ...options } = {}) {
      const headers = ifMatch(ifRevision);
      const answer = await service.call<Record<string, Resource>>(
        { method: "PUT", path: pathOf(id), body: { [singular]: change }, headers },
        options,
      );
      return answer[singular] as Resource;
    },

    async delete(id, { ifRevision, ...options } = {}) {
      try {
        await service.call({ method: "DELETE", path: pathOf(id), headers: ifMatch(ifRevision) }, options);
        return true;
      } catch (thrown) {
        if (isOpenStackError(thrown, 404)) return false;
        throw thrown;
      }
    },
  };
  return collection;
}

function ifMatch(revision: number | undefined): Readonly<Record<string, string>> {
  return revision === undefined ? {} : { "if-match": `revision_number=${revision}` };
}
