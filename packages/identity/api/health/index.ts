import type { Route } from "../http/route.ts";

/**
 * `GET /healthcheck`: the process answers. As oslo.middleware without backends: an empty text, and 204 to HEAD
 * (oslo_middleware/healthcheck/__init__.py).
 */
const checkHealth: Route = {
  method: "GET",
  path: "/healthcheck",
  async handle(exchange) {
    const status = exchange.request.method === "HEAD" ? 204 : 200;
    return { status, text: "", contentType: "text/plain; charset=UTF-8" };
  },
};

export const healthRoutes: readonly Route[] = [checkHealth];
