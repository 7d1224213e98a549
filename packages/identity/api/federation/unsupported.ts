import { notImplemented } from "../../errors/index.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Route } from "../http/route.ts";

/**
 * PUT, PATCH and DELETE of a resource that this service shows but does not change: who may not do it learns so first, then
 * who names something that does not exist, and everybody else gets 501.
 */
export function unsupportedChanges(
  path: string,
  resource: string,
  requireExisting: (exchange: Exchange) => Promise<unknown>,
): Route[] {
  const verbs = { PUT: "create", PATCH: "update", DELETE: "delete" } as const;
  return (["PUT", "PATCH", "DELETE"] as const).map((method) => ({
    method,
    path,
    async handle(exchange) {
      await exchange.enforce(`identity:${verbs[method]}_${resource}`);
      if (method !== "PUT") await requireExisting(exchange);
      throw notImplemented();
    },
  }));
}
