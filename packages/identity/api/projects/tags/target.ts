import type { Exchange } from "../../http/exchange.ts";
import { ok, type Reply } from "../../http/route.ts";

/** `value` of the path. */
export function tagOf(exchange: Exchange): string {
  return exchange.request.pathParameters.value ?? "";
}

/** Tags with the link that Keystone gives them, which is the API's base (keystone/api/projects.py, _ProjectTagResourceBase). */
export function tagsReply(exchange: Exchange, tags: readonly string[]): Reply {
  const { links, request } = exchange;
  return ok({ links: { self: links.base + (request.queryText === "" ? "" : `?${request.queryText}`) }, tags });
}
