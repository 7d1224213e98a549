import type { Route } from "../http/route.ts";

/** `GET /ready`: 200 when this service should be sent requests, else 503 and why not. For load balancers; no part of Keystone's API. */
const getReadiness: Route = {
  method: "GET",
  path: "/ready",
  async handle({ identity }) {
    const report = await identity.readiness.check();
    return { status: report.ready ? 200 : 503, body: report };
  },
};

export const readyRoutes: readonly Route[] = [getReadiness];
