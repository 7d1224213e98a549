import { rmSync } from "node:fs";
import { join } from "node:path";
import type { OpenCloud } from "@multisite/agent";
import { starHome } from "@multisite/identity/star";
import type { Secret } from "@multisite/kernel/secret";
import type { Transport } from "@multisite/kernel/transport";
import type { Cloud } from "@multisite/openstack/clouds";
import { createConnection, findProject } from "@multisite/openstack/connection";
import { createNetworkClient, type NetworkClient } from "@multisite/openstack/network";
import { createSandboxNeutron, openBus, openService, type SandboxNeutron } from "@multisite/sandbox/network";
import type { CommandContext } from "../../../context.ts";
import { type DemoPlace, siteEndpoint } from "../place.ts";
import { PLANE_SITES } from "./cast.ts";

/** The Neutrons of the sites that have the backup plane. They know nothing of each other. */
export interface PlaneClouds {
  readonly neutrons: ReadonlyMap<string, SandboxNeutron>;
  /** As the people of a site use its Neutron. */
  client(site: string): NetworkClient;
  /** What a node's agent has as its site's cloud; undefined where another node of the site has it, or none. */
  cloudOf(node: string): OpenCloud | undefined;
  close(): void;
}

/** About what a request or a message takes inside of a data centre. */
const DELAY_MS = 3;

export function openPlaneClouds(
  { clock, random }: Pick<CommandContext, "clock" | "random">,
  place: DemoPlace,
  { transport, adminPassword }: { readonly transport: Transport; readonly adminPassword: Secret },
): PlaneClouds {
  const neutrons = new Map(
    PLANE_SITES.map(({ name, baseMac, hosts }) => {
      const neutron = createSandboxNeutron({ clock, random, baseMac });
      for (const host of hosts) neutron.addHost(host.name, host.vtep);
      return [name, neutron];
    }),
  );
  const conditions = { clock, delayMs: () => DELAY_MS, isDown: () => false };
  const neutronOf = (site: string): SandboxNeutron => neutrons.get(site) as SandboxNeutron;
  const client = (site: string): NetworkClient =>
    createNetworkClient(openService((call) => neutronOf(site).request(call), conditions));
  return {
    neutrons,
    client,
    cloudOf(node) {
      const site = PLANE_SITES.find((one) => one.node === node)?.name;
      if (site === undefined) return undefined;
      const cloud = cloudAt(site, siteEndpoint(place, site), adminPassword);
      const connection = createConnection(cloud, { transport, clock, random });
      return () => {
        const bus = openBus(neutronOf(site), conditions);
        return {
          name: cloud.name,
          neutron: client(site),
          bus,
          findProject: (wanted) => findProject(cloud, connection, wanted),
          close: () => bus.close(),
        };
      };
    },
    close() {
      for (const neutron of neutrons.values()) for (const host of neutron.hosts.values()) host.stop();
    },
  };
}

/** Neutrons live as long as their process: what agents kept of those of the last time is of no use to the new ones. */
export function forgetFormerClouds({ directory }: DemoPlace): void {
  for (const { node } of PLANE_SITES) rmSync(starHome(join(directory, node)).network, { recursive: true, force: true });
}

/** Projects are those of the star's identity service in the site. */
function cloudAt(site: string, authUrl: string, password: Secret): Cloud {
  const domain = { id: "default" };
  const scope = { project: { name: "admin", domain } };
  return {
    name: site,
    auth: { kind: "login", authUrl, credentials: { kind: "password", user: { name: "admin", domain }, password, scope } },
    regionName: undefined,
    interface: "public",
    interfaces: {},
    endpointOverrides: {},
    tls: { caFile: undefined, isInsecure: false, certificateFile: undefined, keyFile: undefined },
    timeoutMs: undefined,
  };
}
