import { homedir } from "node:os";
import { parseTransportUrl } from "@multisite/kernel/bus";
import type { Clock } from "@multisite/kernel/clock";
import type { Log } from "@multisite/kernel/log";
import type { Random } from "@multisite/kernel/random";
import type { Secret } from "@multisite/kernel/secret";
import { createSystemTransport } from "@multisite/kernel/transport";
import type { SiteCloud } from "@multisite/network";
import { loadCloud } from "@multisite/openstack/clouds";
import { createCloudTransport, createConnection, findProject } from "@multisite/openstack/connection";
import { createNetworkClient } from "@multisite/openstack/network";
import { openRpcBus } from "@multisite/openstack/rpc";
import { createFence } from "./fence.ts";
import { createTunnelProbe } from "./probe/probe.ts";

/** How an agent reaches the cloud of its site; `agent.yaml`, group `network`. */
export interface CloudAccess {
  /** Entry in clouds.yaml. */
  readonly cloud: string;
  /** `transport_url` of the site's neutron.conf. */
  readonly transportUrl: Secret;
  /** Where clouds.yaml is looked for first; openstacksdk's places when left out. */
  readonly cloudsFile?: string;
  /** URL of the hook to the upstream router or switch. */
  readonly fence?: string;
  /** `none`: the node is not on the network of the tunnels. Else what begins a command that is: `ip vrf exec tunnels`, or nothing. */
  readonly tunnelProbe?: "none" | readonly string[];
}

/** Opens a cloud that needs no way there, such as one in this process: anew with each start of the agent, which closes it. */
export type OpenCloud = () => SiteCloud;

/** @throws MultisiteError `openstack.clouds.*`, `kernel.bus.*` */
export function openSiteCloud(
  { cloud: name, transportUrl, cloudsFile, fence, tunnelProbe = [] }: CloudAccess,
  { clock, random, log }: { readonly clock: Clock; readonly random: Random; readonly log: Log },
): SiteCloud {
  const environment = cloudsFile === undefined ? process.env : { ...process.env, OS_CLIENT_CONFIG_FILE: cloudsFile };
  const cloud = loadCloud({ cloud: name, environment, workingDirectory: process.cwd(), homeDirectory: homedir() });
  const location = parseTransportUrl(transportUrl.reveal());
  const transport = createCloudTransport(cloud);
  const upstream = fence === undefined ? undefined : createSystemTransport();
  const connection = createConnection(cloud, { transport, clock, random });
  const bus = openRpcBus({ location, clock, random, log });
  return {
    name,
    neutron: createNetworkClient(connection.service("network")),
    bus,
    findProject: (wanted) => findProject(cloud, connection, wanted),
    ...(fence !== undefined && upstream !== undefined ? { fence: createFence(fence, upstream) } : {}),
    ...(tunnelProbe === "none" ? {} : { probe: createTunnelProbe(tunnelProbe) }),
    async close() {
      await upstream?.close();
      await bus.close();
      await transport.close();
    },
  };
}
