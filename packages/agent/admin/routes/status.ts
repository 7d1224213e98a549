import type { AdminRoute } from "../route.ts";

export const statusRoutes: readonly AdminRoute[] = [
  {
    method: "GET",
    path: "/v1/status",
    about: "The whole star as this node hears of it: what is to be done, sites, nodes, alarms.",
    fields: {},
    handle: (agent) => agent.status(),
  },
  {
    method: "GET",
    path: "/v1/status/own",
    about: "This node alone, without asking anybody.",
    fields: {},
    handle: (agent) => agent.own(),
  },
];
