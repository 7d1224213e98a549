import type { NetworkClient } from "@multisite/openstack/network";
import type { WantedPort } from "../../remote-ports/types.ts";
import { SHADOW_OWNER } from "../../shadows/index.ts";

/** One request for everything, so that there is never a remote port that is half of one. */
export async function createPort(client: Pick<NetworkClient, "ports">, port: WantedPort, host: string): Promise<string> {
  const { key, name, networkId, projectId, mac, addresses, pairs, securityGroups } = port;
  const created = await client.ports.create(
    {
      name,
      network_id: networkId,
      project_id: projectId,
      mac_address: mac,
      fixed_ips: addresses,
      device_owner: SHADOW_OWNER,
      device_id: key,
      "binding:host_id": host,
      allowed_address_pairs: pairs,
      security_groups: securityGroups,
    },
    { recognize: { network_id: networkId, mac_address: mac, device_id: key } },
  );
  return created.id;
}
