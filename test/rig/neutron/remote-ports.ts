import { parseTransportUrl } from "../../../packages/kernel/bus/index.ts";
import { systemClock } from "../../../packages/kernel/clock/index.ts";
import { silentLog } from "../../../packages/kernel/log/index.ts";
import { systemRandom } from "../../../packages/kernel/random/index.ts";
import { openRpcBus, type RpcBus } from "../../../packages/openstack/rpc/index.ts";
import { type Machine, type NeutronSite, type Port, post, type SubnetOfNetwork } from "../../../rig/neutron/index.ts";

export function openSiteBus(site: { readonly controller: Pick<NeutronSite["controller"], "transportUrl"> }): RpcBus {
  const options = { clock: systemClock, random: systemRandom, log: silentLog };
  return openRpcBus({ location: parseTransportUrl(site.controller.transportUrl), ...options });
}

/** The name that a tunnel's other end has as a host of another site: a host name is never given another address. */
const shadowHost = (tunnelAddress: string): string => `vtep-${tunnelAddress}`;

/** Says to a site's Neutron that an agent with this end of tunnels is alive; gives its answer, `new` or `alive`. */
export function reportShadowAgent(bus: RpcBus, tunnelAddress: string): Promise<unknown> {
  const agentState = {
    agent_type: "Open vSwitch agent",
    binary: "multisite-shadow",
    host: shadowHost(tunnelAddress),
    topic: "N/A",
    configurations: { tunneling_ip: tunnelAddress, tunnel_types: ["vxlan"] },
  };
  const time = new Date().toISOString().replace("Z", "");
  const args = { agent_state: { agent_state: agentState }, time };
  return bus.call({ exchange: "neutron", topic: "q-reports-plugin", version: "1.0" }, "report_state", args);
}

/** Makes a port in a site for a machine of another one, and says that it is wired: the site's own agents make the flows. */
export async function createRemotePort(
  site: NeutronSite,
  bus: RpcBus,
  network: SubnetOfNetwork,
  { machine, tunnelAddress }: { readonly machine: Machine; readonly tunnelAddress: string },
): Promise<Port> {
  const port = await post<Port>(site, "port", {
    network_id: network.networkId,
    name: "remote",
    device_owner: "multisite:remote",
    device_id: machine.port.id,
    mac_address: machine.port.macAddress,
    fixed_ips: [{ subnet_id: network.subnetId, ip_address: machine.port.ipAddress }],
    "binding:host_id": shadowHost(tunnelAddress),
  });
  const args = { device: port.id, host: shadowHost(tunnelAddress), agent_id: `multisite-${tunnelAddress}` };
  await bus.cast({ exchange: "neutron", topic: "q-plugin", version: "1.0" }, "update_device_up", args);
  return port;
}
