import type { FastifyReply, FastifyRequest } from "fastify";
import type { Route } from "../api/http/route.ts";
import { methodNotAllowed } from "./client-error.ts";
import { errorBody, sendReply } from "./respond.ts";

/** The methods that each path of the API has, by a pattern of the path. */
export type PathMethods = readonly { readonly pattern: RegExp; readonly methods: readonly string[] }[];

/** Werkzeug's page, which clients that probe for extensions know (see `404 route` in the recorded exchanges). */
const NOT_FOUND_PAGE = `<!doctype html>
<html lang=en>
<title>404 Not Found</title>
<h1>Not Found</h1>
<p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>
`;

/** Methods by path, for answers to methods that a path does not have. */
export function groupByPath(routes: readonly Route[]): PathMethods {
  const methods = new Map<string, Set<string>>();
  for (const { method, path } of routes) {
    const known = methods.get(path) ?? new Set(["OPTIONS"]);
    known.add(method);
    if (method === "GET") known.add("HEAD");
    methods.set(path, known);
  }
  return [...methods].map(([path, known]) => ({
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}/*$`),
    methods: [...known].sort(),
  }));
}

/** OPTIONS lists a path's methods; another method that the path does not have is 405; an unknown path is 404. */
export function answerUnknownPath(paths: PathMethods, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = (request.raw.url ?? "/").split("?")[0] ?? "/";
  const found = paths.filter(({ pattern }) => pattern.test(path));
  if (found.length === 0) {
    return sendReply(reply, { status: 404, text: NOT_FOUND_PAGE, contentType: "text/html; charset=utf-8" });
  }
  const allow = { Allow: [...new Set(found.flatMap(({ methods }) => methods))].join(", ") };
  if (request.method === "OPTIONS") {
    return sendReply(reply, { status: 200, text: "", contentType: "text/html; charset=utf-8", headers: allow });
  }
  return sendReply(reply, { status: 405, body: errorBody(methodNotAllowed()), headers: allow });
}
