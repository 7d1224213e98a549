/** `GET /v2/images/{id}`. Properties of its own stand beside these: `hw_qemu_guest_agent`, `block_device_mapping`, ... */
export interface Image {
  readonly id: string;
  readonly name: string | null;
  /** `queued` until it has data, `saving`, `active`, `killed`, `deleted`, ... */
  readonly status: string;
  readonly visibility: "public" | "private" | "shared" | "community";
  readonly disk_format: string | null;
  readonly container_format: string | null;
  /** In bytes; null before it has data, 0 for one that is only a list of snapshots. */
  readonly size: number | null;
  readonly os_hash_algo?: string | null;
  readonly os_hash_value?: string | null;
  readonly protected: boolean;
  readonly owner: string;
  readonly [property: string]: unknown;
}

/** Body of `POST /v2/images`. */
export interface ImageRequest {
  readonly name: string;
  readonly disk_format: string;
  readonly container_format: string;
  readonly visibility?: Image["visibility"];
  readonly protected?: boolean;
  readonly [property: string]: unknown;
}

/** An operation of RFC 6902 as Glance takes it, such as `{ op: "replace", path: "/name", value: "other" }`. */
export type ImageChange =
  | { readonly op: "add" | "replace"; readonly path: string; readonly value: unknown }
  | { readonly op: "remove"; readonly path: string };
