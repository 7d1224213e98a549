import { allowRemovals, networkStatus, parseNetwork, preflightSites, type TraceProtocol, traceFrame } from "@multisite/network";
import { requireOneOf, requireText } from "../fields.ts";
import { type AdminRoute, DRY_RUN } from "../route.ts";

const PROTOCOLS: readonly TraceProtocol[] = ["any", "icmp", "tcp", "udp", "vrrp"];

export const networkRoutes: readonly AdminRoute[] = [
  {
    method: "GET",
    path: "/v1/networks",
    about:
      "Every stretched network in every site: its Neutron's network, remote ports and whether they are realized, lag, alarms.",
    fields: { name: { type: "text", about: "of this network only" } },
    handle: async ({ networks }, { query }) => ({ sites: await networkStatus(networks, query.get("name")) }),
  },
  {
    method: "POST",
    path: "/v1/networks/allow-removals",
    about: "Lets a site's connector remove remote ports beyond its limit.",
    fields: {
      site: { type: "text", about: "name of the site", isRequired: true },
      count: { type: "number", about: "how many; none without it, which only shows what is held" },
      ...DRY_RUN,
    },
    handle: ({ networks }, { body }) =>
      allowRemovals(networks, {
        site: requireText(body, "site"),
        count: typeof body.count === "number" ? body.count : 0,
        isDryRun: body.dryRun === true,
      }),
  },
  {
    method: "POST",
    path: "/v1/networks/preflight",
    about: "Asks the agents of a document's sites whether it can be made; nothing is written.",
    fields: { text: { type: "text", about: "the document of the network", isRequired: true } },
    async handle({ networks }, { body }) {
      const { vni, findings } = await preflightSites(networks, parseNetwork(requireText(body, "text"), "the document"));
      return { vni: vni ?? null, findings };
    },
  },
  {
    method: "GET",
    path: "/v1/networks/trace",
    about: "Hop by hop, whether and why a frame gets from one port to another.",
    fields: {
      from: { type: "text", about: "port: ID, name, MAC or address", isRequired: true },
      to: { type: "text", about: "port, as above", isRequired: true },
      network: { type: "text", about: "stretched network, where the ports' names do not tell" },
      protocol: { type: "text", about: `one of ${PROTOCOLS.join(", ")}; any without it` },
      port: { type: "number", about: "of TCP or UDP" },
    },
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
