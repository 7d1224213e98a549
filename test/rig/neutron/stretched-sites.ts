import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../../packages/kernel/clock/index.ts";
import { type Authority, createAuthority } from "../../../packages/kernel/pki/index.ts";
import { parseNetwork, type StretchedNetwork } from "../../../packages/network/document/index.ts";
import { lookHere, provision, provisioned, type WantedHere } from "../../../packages/network/provision/index.ts";
import type { NetworkClient } from "../../../packages/openstack/network/index.ts";
import {
  createMachineIn,
  type HostKind,
  type Machine,
  type NeutronSite,
  type NeutronSites,
  startSites,
} from "../../../rig/neutron/index.ts";
import { connectTo, neutronOf } from "../neutron-client/site.ts";
import { type ConnectorProcess, createConnectorProcess } from "./connector-process/start.ts";
import type { StretchedHere } from "./connectors.ts";

/** A site with its part of the stretched network, and its connector as a process. */
export interface StretchedSite {
  readonly name: string;
  readonly site: NeutronSite;
  readonly client: NetworkClient;
  readonly network: StretchedHere;
  readonly connector: ConnectorProcess;
  /** A machine in the network, at the host of this number, once Neutron says that it is wired. */
  boot(host?: number): Promise<Machine>;
  /** As Nova does with a deleted server. */
  destroy(machine: Machine): Promise<void>;
}

export interface StretchedSites<Name extends string> {
  readonly rig: NeutronSites<Name>;
  readonly authority: Authority;
  readonly document: StretchedNetwork;
  readonly places: Readonly<Record<Name, StretchedSite>>;
  /** What the connectors say, for a failure's text. */
  explain(): string;
  stop(): Promise<void>;
}

const VNI = 9_000_001;

const documentOf = (sites: readonly string[]) =>
  parseNetwork(
    JSON.stringify({
      apiVersion: "multisite/v1",
      kind: "StretchedNetwork",
      metadata: { name: "backup" },
      spec: {
        generation: 1,
        project: "admin",
        cidr: "10.77.0.0/24",
        sites: sites.map((name, index) => ({
          name,
          pool: { first: `10.77.0.${index * 60 + 10}`, last: `10.77.0.${index * 60 + 60}` },
        })),
      },
    }),
    "backup.yaml",
  );

/**
 * Real sites, one network stretched over them, and a running connector in each; strangers are sites that this process stands for, each with
 * the port where it is asked. Expect 45 s for two on two cores.
 */
export async function startStretchedSites<Name extends string>(
  wanted: Readonly<Record<Name, { readonly hosts: readonly HostKind[] }>>,
  strangers: Readonly<Record<string, number>> = {},
): Promise<StretchedSites<Name>> {
  const directory = mkdtempSync(join(tmpdir(), "multisite-authority-"));
  const authority = await createAuthority({ directory, star: "rig", clock: systemClock });
  const rig = await startSites(wanted, console.log);
  const names = Object.keys(wanted) as Name[];
  const document = documentOf(names);
  const places: StretchedSite[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(places.map(({ connector }) => connector.remove()));
    await rig.stop();
    authority.close();
    rmSync(directory, { recursive: true });
  };
  try {
    for (const name of names) places.push(await stretchOver(name));
    for (const { connector } of places) connector.start();
    return {
      rig,
      authority,
      document,
      places: Object.fromEntries(places.map((place) => [place.name, place])) as Record<Name, StretchedSite>,
      explain: () => places.map(({ name, connector }) => `connector of ${name}:\n${connector.logTail()}`).join("\n"),
      stop,
    };
  } catch (thrown) {
    await stop();
    throw thrown;
  }

  async function stretchOver(name: Name): Promise<StretchedSite> {
    const site = rig.sites[name];
    const connection = connectTo(site.controller);
    const client = neutronOf(connection);
    const projectId = (await connection.login()).body.project?.id ?? "";
    const network = await makeNetwork(client, { network: document, site: name, projectId, vni: VNI });
    const connector = await createConnectorProcess({
      rig,
      site,
      sites: [...names, ...Object.keys(strangers)],
      strangers,
      authority,
      network,
    });
    return {
      name,
      site,
      client,
      network,
      connector,
      boot: (index = 0) => createMachineIn(site, site.hosts[index] as NeutronSite["hosts"][number], network),
      async destroy(machine) {
        await machine.unplug();
        await client.ports.delete(machine.port.id);
      },
    };
  }
}

/** As the document says. */
async function makeNetwork(client: NetworkClient, wanted: WantedHere & { readonly vni: number }): Promise<StretchedHere> {
  const left = await provision(client, wanted);
  const made = provisioned(wanted, await lookHere(client, wanted));
  if (made?.groupId === undefined) throw new Error(`${wanted.site} lacks a part of the network: ${JSON.stringify(left)}`);
  const { mtu = 0 } = await client.networks.get(made.id);
  const { projectId, vni } = wanted;
  return {
    name: wanted.network.name,
    networkId: made.id,
    subnetId: made.subnetId,
    mtu,
    vni,
    projectId,
    securityGroups: [made.groupId],
  };
}
