import type { ExternalGateway } from "@multisite/openstack/network";
import { badResource, conflict } from "../faults.ts";
import { type NeutronState, networkOf, type StoredPort, type StoredRouter } from "../state.ts";
import { createPort, deletePort } from "./ports.ts";
import { gatewayPortOf } from "./router-ports.ts";

/** A router's way out: a port on an external network, that no tenant owns; none is null or empty (neutron/db/l3_db.py). */
export function setGateway(state: NeutronState, router: StoredRouter, wanted: ExternalGateway | null): void {
  const info = wanted === null || Object.keys(wanted).length === 0 ? null : wanted;
  const before = gatewayPortOf(state, router.id);
  const isSame = info !== null && before?.network_id === info.network_id;
  if (info !== null) checkExternal(state, info.network_id);
  if (!isSame && before !== undefined && isNeeded(state, router)) {
    const networkId = router.external_gateway_info?.network_id;
    const why = `since a gateway to external network ${networkId} is required by one or more floating IPs.`;
    throw conflict("RouterExternalGatewayInUseByFloatingIp", `Gateway cannot be updated for router ${router.id}, ${why}`);
  }
  const isKept = isSame && info.external_fixed_ips === undefined && (before?.fixed_ips.length ?? 0) > 0;
  const port = isKept ? before : info === null ? undefined : replace(state, router, before, info);
  if (info === null && before !== undefined) deletePort(state, before);
  router.external_gateway_info =
    info === null || port === undefined
      ? null
      : { network_id: info.network_id, enable_snat: info.enable_snat ?? true, external_fixed_ips: port.fixed_ips };
}

/** The new port first, so that a request that cannot be leaves the former one. */
function replace(
  state: NeutronState,
  router: StoredRouter,
  before: StoredPort | undefined,
  { network_id, external_fixed_ips }: ExternalGateway,
): StoredPort {
  const port = createPort(state, {
    network_id,
    project_id: "",
    device_id: router.id,
    device_owner: "network:router_gateway",
    ...(external_fixed_ips === undefined ? {} : { fixed_ips: external_fixed_ips }),
  });
  if (before !== undefined) deletePort(state, before);
  return port;
}

function checkExternal(state: NeutronState, networkId: string): void {
  if (networkOf(state, networkId)["router:external"] !== true)
    throw badResource("router", `Network ${networkId} is not an external network`);
}

function isNeeded({ floatingIps }: NeutronState, { id }: StoredRouter): boolean {
  return [...floatingIps.values()].some(({ router_id }) => router_id === id);
}
