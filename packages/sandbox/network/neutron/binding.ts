import { announceDown } from "../l2pop/driver.ts";
import { isAlive, type NeutronState, networkOf, type StoredPort, wiringAgentOf } from "./state.ts";

/**
 * Binds a port to its host, as a request for it does and nothing else: to an agent that is heard and has the network's type among its
 * tunnel types; else the binding fails, and stays so until the next request (measured).
 */
export function bind(state: NeutronState, port: StoredPort, host: string): void {
  const wasWired = port.status === "ACTIVE";
  if (wasWired && port["binding:host_id"] !== host) {
    announceDown(state, port);
  }
  const isStill = wasWired && port["binding:host_id"] === host && port["binding:vif_type"] === "ovs";
  port["binding:host_id"] = host;
  if (isStill) return;
  port.status = "DOWN";
  port["binding:vif_details"] = {};
  if (host === "") port["binding:vif_type"] = "unbound";
  else if (canBind(state, port, host)) {
    port["binding:vif_type"] = "ovs";
    port["binding:vif_details"] = {
      connectivity: "l2",
      port_filter: true,
      ...detailsOf(state, host),
      bound_drivers: { "0": "openvswitch" },
    };
  } else port["binding:vif_type"] = "binding_failed";
}

/** What the host's agent says of itself; one that says nothing is taken for a kernel's switch (measured). */
function detailsOf(state: NeutronState, host: string): Readonly<Record<string, unknown>> {
  const {
    ovs_hybrid_plug = null,
    datapath_type = "system",
    integration_bridge,
  } = wiringAgentOf(state, host)?.configurations ?? {};
  return { ovs_hybrid_plug, datapath_type, ...(integration_bridge === undefined ? {} : { bridge_name: integration_bridge }) };
}

function canBind(state: NeutronState, port: StoredPort, host: string): boolean {
  const agent = wiringAgentOf(state, host);
  if (agent === undefined || !isAlive(state, agent) || port["binding:vnic_type"] !== "normal") return false;
  const network = networkOf(state, port.network_id);
  const type = network["provider:network_type"] ?? "vxlan";
  const { tunnel_types = [], bridge_mappings = {} } = agent.configurations;
  return type === "vxlan" ? tunnel_types.includes(type) : (network["provider:physical_network"] ?? "") in bridge_mappings;
}
