import type { Exchange } from "./exchange.ts";

/** Methods that routes are registered for; HEAD follows GET, OPTIONS is answered for all. */
export type RouteMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What a handler answers. Without a body and content type, the answer has neither. */
export interface Reply {
  readonly status: number;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, with `contentType`; instead of `body`. */
  readonly text?: string | Buffer;
  /** Sent piece by piece, with `contentType`; instead of `body`. What goes wrong after the first piece breaks the connection. */
  readonly stream?: AsyncIterable<string>;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One method of one path; the folder of a resource exports a list of them. */
export interface Route {
  readonly method: RouteMethod;
  /** As Keystone's documentation writes it: `/v3/projects/{project_id}`. */
  readonly path: string;
  readonly handle: (exchange: Exchange) => Promise<Reply>;
}

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const created = (body: unknown): Reply => ({ status: 201, body });
export const noContent: Reply = { status: 204 };
