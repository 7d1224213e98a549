import { type CallOptions, isOpenStackError, type Service } from "../session/index.ts";

/** Tags of a resource: texts by which it is found again with the filters `tags`, `tags-any`, `not-tags`. At most 50 of 60 characters. */
export interface Tags {
  list(id: string, options?: CallOptions): Promise<readonly string[]>;
  /** Instead of those that are there. */
  replace(id: string, tags: readonly string[], options?: CallOptions): Promise<readonly string[]>;
  /** Leaves it alone when it is there. */
  add(id: string, tag: string, options?: CallOptions): Promise<void>;
  /** Gives false when it was not there before. */
  remove(id: string, tag: string, options?: CallOptions): Promise<boolean>;
}

/** @param path of the resources: `/ports` */
export function createTags(service: Service, path: string): Tags {
  const pathOf = (id: string, tag?: string): string =>
    `${path}/${encodeURIComponent(id)}/tags${tag === undefined ? "" : `/${encodeURIComponent(tag)}`}`;
  return {
    async list(id, options) {
      return (await service.call<{ readonly tags: readonly string[] }>({ method: "GET", path: pathOf(id) }, options)).tags;
    },
    async replace(id, tags, options) {
      const body = { tags };
      return (await service.call<{ readonly tags: readonly string[] }>({ method: "PUT", path: pathOf(id), body }, options)).tags;
    },
    async add(id, tag, options) {
      await service.call({ method: "PUT", path: pathOf(id, tag) }, options);
    },
    async remove(id, tag, options) {
      try {
        await service.call({ method: "DELETE", path: pathOf(id, tag) }, options);
        return true;
      } catch (thrown) {
        if (isOpenStackError(thrown, 404, "TagNotFound")) return false;
        throw thrown;
      }
    },
  };
}
