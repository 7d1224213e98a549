import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AdminClient, beginStar, createAdminClient, type InvitationToNode, joinNode } from "@multisite/agent";
import { type IdentityStar, membersOf, parseStar, starHome } from "@multisite/identity/star";
import { systemClock as clock } from "@multisite/kernel/clock";
import { silentLog } from "@multisite/kernel/log";
import { systemRandom as random, urlSafeText } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import { busRightsOfThePage, cloudsOf, type NeutronSites } from "../neutron/index.ts";
import type { Daemon } from "../process/daemon.ts";
import { waitUntilReady } from "../process/ready.ts";
import { commandFile } from "./state.ts";

/** The agents of a star beside the sites, each in its site's namespace; the first one of a site has that site's cloud. */
export interface RunningStar {
  /** Of the node of a site that has the cloud. */
  home(site: string): string;
  stop(): Promise<void>;
}

type Rig = Pick<NeutronSites<string>, "network" | "sites">;

/** Founds a star at the first site, and lets the others join by invitation; done when all have heard of each other. */
export async function startStar(rig: Rig, directory: string): Promise<RunningStar> {
  const star = starOver(rig);
  const [first, ...others] = membersOf(star);
  if (first === undefined) throw new Error("A star needs a site.");
  const homeOf = (node: string): string => join(directory, node);
  const adminAtFirst = createAdminClient(starHome(homeOf(first.node.name)).adminSocket);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeFileSync(join(directory, "clouds.yaml"), JSON.stringify(cloudsOf(rig.sites), null, 2), { mode: 0o600 });
  const founding = { home: starHome(homeOf(first.node.name)), star, node: first.node.name };
  await beginStar({ ...founding, adminPassword: new Secret(urlSafeText(random, 16)), clock, random, log: silentLog });
  const daemons = [await startAgent(rig, { site: first.site.name, node: first.node.name, directory })];
  for (const { site, node } of others) {
    const { token } = (await adminAtFirst.ask("POST", "/v1/invitations", { node: node.name, hours: 1 })) as InvitationToNode;
    await joinNode({ home: starHome(homeOf(node.name)), token: new Secret(token), clock, random });
    daemons.push(await startAgent(rig, { site: site.name, node: node.name, directory }));
  }
  const isWhole = () => allAnswer(adminAtFirst, star.sites.length);
  await waitUntilReady(daemons[0] as Daemon, isWhole, { timeoutMs: 120_000, everyMs: 200 });
  return {
    home: (site) => homeOf(cloudNodeOf(site)),
    stop: async () => void (await Promise.all(daemons.map((daemon) => daemon.stop()))),
  };
}

const cloudNodeOf = (site: string): string => `${site}-1`;

interface AgentPlace {
  readonly site: string;
  readonly node: string;
  readonly directory: string;
}

/** The broker's user gets the rights that the operator's page tells. */
async function startAgent({ network, sites }: Rig, { site, node, directory }: AgentPlace): Promise<Daemon> {
  const home = join(directory, node);
  const configFile = join(directory, `${node}.yaml`);
  const cloud = async () => ({
    cloud: site,
    clouds_file: join(directory, "clouds.yaml"),
    transport_url: await sites[site]?.controller.addBusUser("connector", busRightsOfThePage()),
  });
  const config = { agent: { home }, ...(node === cloudNodeOf(site) ? { network: await cloud() } : {}) };
  writeFileSync(configFile, JSON.stringify(config, null, 2), { mode: 0o600 });
  const daemon = network.start(site, {
    name: `The agent of ${node}`,
    command: commandFile,
    args: ["agent", "--config", configFile],
    logFile: join(directory, `${node}.log`),
  });
  const admin = createAdminClient(starHome(home).adminSocket);
  await waitUntilReady(daemon, () => admin.ask("GET", "/v1/status/own"), { timeoutMs: 60_000 });
  return daemon;
}

/** Whether a node has heard who has the cloud of each site, and all of them answer. */
async function allAnswer(at: AdminClient, siteCount: number): Promise<true | undefined> {
  const { sites } = (await at.ask("GET", "/v1/networks")) as { readonly sites: readonly object[] };
  return sites.filter((site) => "answer" in site).length === siteCount ? true : undefined;
}

/** Two masters at most; a site that only reads has two nodes, as a star asks for. */
function starOver({ network, sites }: Rig): IdentityStar {
  const [first = "", second = first] = Object.keys(sites);
  const node = (site: string, number: number, role: object) => ({
    name: `${site}-${number}`,
    address: network.address(site, number),
    ...role,
  });
  const nodesOf = (site: string): readonly object[] =>
    site === first || site === second
      ? [node(site, 1, { role: "master" })]
      : [first, second].map((master, index) => node(site, index + 1, { role: "replica", follows: `${master}-1` }));
  const spec = {
    generation: 1,
    mode: "star",
    engine: "embedded",
    publicEndpoint: "http://127.0.0.1:5000",
    sites: Object.keys(sites).map((name) => ({ name, nodes: nodesOf(name) })),
  };
  const document = { apiVersion: "multisite/v1", kind: "IdentityStar", metadata: { name: "rig" }, spec };
  return parseStar(JSON.stringify(document), "rig/operate/star.ts");
}
