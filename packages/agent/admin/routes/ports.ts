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
import type { AdminRequest, AdminRoute } from "../route.ts";

/** Remote ports as a resource. */
export const portRoutes: readonly AdminRoute[] = [
  {
    method: "GET",
    path: "/v1/ports",
    handle: ({ networks }, { query }) => listRemotePorts(networks, query.get("network")),
  },
  {
    method: "GET",
    path: "/v1/ports/{port}",
    handle: ({ networks }, { path, query }) => showRemotePort(networks, path.port ?? "", query.get("network")),
  },
  {
    method: "GET",
    path: "/v1/ports/{port}/endpoint",
    handle: ({ networks }, { path, query }) => portEndpoint(networks, path.port ?? "", query.get("network")),
  },
  {
    method: "POST",
    path: "/v1/ports",
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
    handle: ({ networks }, { path, body }) =>
      updateManualPort(networks, path.port ?? "", changeOf(body), { isDryRun: body.dryRun === true }),
  },
  {
    method: "POST",
    path: "/v1/ports/{port}/delete",
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
