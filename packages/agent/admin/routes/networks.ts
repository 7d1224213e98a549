import { networkStatus } from "@multisite/network";
import type { AdminRoute } from "../route.ts";

export const networkRoutes: readonly AdminRoute[] = [
  {
    method: "GET",
    path: "/v1/networks",
    handle: async ({ networks }, { query }) => ({ sites: await networkStatus(networks, query.get("name")) }),
  },
];
