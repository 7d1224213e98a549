import { uuidDashed } from "@multisite/kernel/random";
import {
  createManualPort,
  deleteManualPort,
  listRemotePorts,
  type ManualPort,
  portEndpoint,
  showRemotePort,
  updateManualPort,
} from "@multisite/network";
import { optionalText, requireText, requireTexts } from "../fields.ts";
import { type AdminField, type AdminRequest, type AdminRoute, DRY_RUN } from "../route.ts";

const NETWORK: AdminField = { type: "text", about: "stretched network, where the port's name does not tell" };
const PAIRS: AdminField = { type: "texts", about: "allowed address pairs, `ADDRESS` or `ADDRESS=MAC`" };

/** Remote ports as a resource. */
export const portRoutes: readonly AdminRoute[] = [
  {
    method: "GET",
    path: "/v1/ports",
    about: "Remote ports of all sites: endpoint, whether each is realized, and what it lacks.",
    fields: { network: { type: "text", about: "of this network only" } },
    handle: ({ networks }, { query }) => listRemotePorts(networks, query.get("network")),
  },
  {
    method: "GET",
    path: "/v1/ports/{port}",
    about: "One remote port in each site that has it. `{port}` is its ID, MAC, address or name, or `SITE/PORT`.",
    fields: { network: NETWORK },
    handle: ({ networks }, { path, query }) => showRemotePort(networks, path.port ?? "", query.get("network")),
  },
  {
    method: "GET",
    path: "/v1/ports/{port}/endpoint",
    about: "The tunnel endpoint of any port, own or remote: host, VTEP IP, and where an L2 gateway stands in for it.",
    fields: { network: NETWORK },
    handle: ({ networks }, { path, query }) => portEndpoint(networks, path.port ?? "", query.get("network")),
  },
  {
    method: "POST",
    path: "/v1/ports",
    about:
      "Makes a remote port by hand, for a machine that no site's Neutron knows; in each site it becomes a port of its Neutron.",
    fields: {
      name: { type: "text", about: "its name", isRequired: true },
      network: { type: "text", about: "stretched network", isRequired: true },
      mac: { type: "text", about: "MAC of the machine", isRequired: true },
      addresses: { type: "texts", about: "IP addresses of the machine", isRequired: true },
      vtep: { type: "text", about: "tunnel endpoint: of its host, or of an L2 gateway", isRequired: true },
      sites: { type: "texts", about: "in which sites; an empty list means all of the network", isRequired: true },
      pairs: { ...PAIRS, isRequired: true },
      ...DRY_RUN,
    },
    handle({ networks, ports }, { body }) {
      const port: ManualPort = {
        id: uuidDashed(ports.random),
        name: requireText(body, "name"),
        network: requireText(body, "network"),
        mac: requireText(body, "mac").toLowerCase(),
        addresses: requireTexts(body, "addresses"),
        vtep: requireText(body, "vtep"),
        pairs: pairsOf(requireTexts(body, "pairs")),
      };
      return createManualPort(networks, port, { sites: requireTexts(body, "sites"), isDryRun: body.dryRun === true });
    },
  },
  {
    method: "POST",
    path: "/v1/ports/{port}",
    about: "Changes a port that was made by hand.",
    fields: {
      name: { type: "text", about: "another name" },
      vtep: { type: "text", about: "another tunnel endpoint" },
      pairs: PAIRS,
      ...DRY_RUN,
    },
    handle: ({ networks }, { path, body }) =>
      updateManualPort(networks, path.port ?? "", changeOf(body), { isDryRun: body.dryRun === true }),
  },
  {
    method: "POST",
    path: "/v1/ports/{port}/delete",
    about: "Deletes a port that was made by hand, in all sites that have it.",
    fields: DRY_RUN,
    handle: ({ networks }, { path, body }) => deleteManualPort(networks, path.port ?? "", { isDryRun: body.dryRun === true }),
  },
];

function changeOf(body: AdminRequest["body"]): Partial<Pick<ManualPort, "name" | "vtep" | "pairs">> {
  const [name, vtep] = [optionalText(body, "name"), optionalText(body, "vtep")];
  return {
    ...(name === undefined ? {} : { name }),
    ...(vtep === undefined ? {} : { vtep }),
    ...(body.pairs === undefined ? {} : { pairs: pairsOf(requireTexts(body, "pairs")) }),
  };
}

/** `ADDRESS` or `ADDRESS=MAC`. */
function pairsOf(texts: readonly string[]): ManualPort["pairs"] {
  return texts.map((text) => {
    const [ip_address = "", mac] = text.split("=");
    return mac === undefined ? { ip_address } : { ip_address, mac_address: mac.toLowerCase() };
  });
}
