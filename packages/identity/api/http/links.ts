import type { ApiRequest } from "./request.ts";

/** Absolute links as Keystone's answers carry them (keystone/server/flask/common.py, base_url and full_url). */
export interface Links {
  /** Base with version: `http://host:5000/v3`. */
  readonly base: string;
  /** `http://host:5000/v3/projects/ID` for `to("projects", "ID")`. */
  to(...segments: readonly string[]): string;
  /** The request's own URL, with its query. */
  readonly self: string;
}

/** Links below `endpoint`, which may or may not end with a slash or the version. */
export function createLinks(endpoint: string, request: Pick<ApiRequest, "path" | "queryText">): Links {
  const base = `${endpoint.replace(/\/+$/, "").replace(/\/v3$/, "")}/v3`;
  const to = (...segments: readonly string[]): string => [base, ...segments].join("/");
  const path = request.path.replace(/\/+$/, "").replace(/^\/v3\/?/, "");
  const query = request.queryText === "" ? "" : `?${request.queryText}`;
  return { base, to, self: (path === "" ? base : to(path)) + query };
}
