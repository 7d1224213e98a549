import type { Clock } from "@multisite/kernel/clock";
import { createSettling, type Listed, type Made, type Removed, type Settling } from "../paged/index.ts";
import { type CallOptions, isOpenStackError, type Service } from "../session/index.ts";
import type { Image, ImageChange, ImageRequest } from "./images.ts";

/** A site's Glance. Attributes have the names that they have on the wire. */
export interface ImageClient extends Listed<Image>, Made<Image, ImageRequest>, Removed, Settling<Image> {
  update(id: string, changes: readonly ImageChange[], options?: CallOptions): Promise<Image>;
  /** Gives an image its data, once. */
  upload(id: string, data: string, options?: CallOptions): Promise<void>;
}

interface Page {
  readonly images: readonly Image[];
  /** Path of the next page. */
  readonly next?: string;
}

/** @param service whose endpoint ends with `/v2` */
export function createImageClient(service: Service, { clock }: { readonly clock: Clock }): ImageClient {
  const pathOf = (id: string): string => `/images/${encodeURIComponent(id)}`;
  const get = (id: string, options?: CallOptions): Promise<Image> =>
    service.call<Image>({ method: "GET", path: pathOf(id) }, options);
  return {
    get,
    async list({ filters = {}, ...options } = {}) {
      const found: Image[] = [];
      for (let query: string | undefined = new URLSearchParams(filters).toString(); query !== undefined; ) {
        const page: Page = await service.call<Page>(
          { method: "GET", path: query === "" ? "/images" : `/images?${query}` },
          options,
        );
        found.push(...page.images);
        query = page.next === undefined ? undefined : new URL(page.next, "http://glance").search.slice(1);
      }
      return found;
    },
    create: (request, options) => service.call<Image>({ method: "POST", path: "/images", body: request }, options),
    update(id, changes, options) {
      const headers = { "content-type": "application/openstack-images-v2.1-json-patch" };
      return service.call<Image>({ method: "PATCH", path: pathOf(id), body: changes, headers }, options);
    },
    async upload(id, data, options) {
      const headers = { "content-type": "application/octet-stream" };
      // A second one would be refused: the image has data then.
      const call = { method: "PUT", path: `${pathOf(id)}/file`, text: data, headers, isRepeatable: false };
      await service.call(call, options);
    },
    async delete(id, options) {
      try {
        await service.call({ method: "DELETE", path: pathOf(id) }, options);
        return true;
      } catch (thrown) {
        if (isOpenStackError(thrown, 404)) return false;
        throw thrown;
      }
    },
    ...createSettling<Image>({ kind: "image", clock, get, explain: async () => undefined }),
  };
}
