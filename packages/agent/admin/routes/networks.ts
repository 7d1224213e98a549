import { allowRemovals, networkStatus, type TraceProtocol, traceFrame } from "@multisite/network";
import { requireOneOf, requireText } from "../fields.ts";
import type { AdminRoute } from "../route.ts";

const PROTOCOLS: readonly TraceProtocol[] = ["any", "icmp", "tcp", "udp", "vrrp"];

export const networkRoutes: readonly AdminRoute[] = [
  {
    method: "GET",
    path: "/v1/networks",
    handle: async ({ networks }, { query }) => ({ sites: await networkStatus(networks, query.get("name")) }),
  },
  {
    method: "POST",
    path: "/v1/networks/allow-removals",
    handle: ({ networks }, { body }) =>
      allowRemovals(networks, {
        site: requireText(body, "site"),
        count: typeof body.count === "number" ? body.count : 0,
        isDryRun: body.dryRun === true,
      }),
  },
  {
    method: "GET",
    path: "/v1/networks/trace",
    async handle({ networks }, { query }) {
      const asked = Object.fromEntries(query);
      const port = asked.port === undefined ? {} : { port: Number(asked.port) };
      return await traceFrame(networks, {
        from: requireText(asked, "from"),
        to: requireText(asked, "to"),
        network: asked.network,
        traffic: { protocol: requireOneOf({ protocol: "any", ...asked }, "protocol", PROTOCOLS), ...port },
      });
    },
  },
];
