import type { AdminRoute } from "../route.ts";

export const statusRoutes: readonly AdminRoute[] = [
  { method: "GET", path: "/v1/status", handle: (agent) => agent.status() },
  { method: "GET", path: "/v1/status/own", handle: (agent) => agent.own() },
];
