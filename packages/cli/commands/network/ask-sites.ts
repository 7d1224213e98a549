import { homedir } from "node:os";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import { gatherFacts, type SiteFacts, type StretchedNetwork } from "@multisite/network";
import { loadCloud } from "@multisite/openstack/clouds";
import { createCloudTransport, createConnection, findProject } from "@multisite/openstack/connection";
import { createNetworkClient } from "@multisite/openstack/network";
import type { CommandContext } from "../../context.ts";

/** What a site answered, or why it did not. */
export type SiteAnswer = { readonly site: string; readonly cloud: string } & (
  | { readonly facts: SiteFacts }
  | { readonly problem: string }
);

type World = Pick<CommandContext, "clock" | "random" | "environment">;

/** Asks the cloud of every site at once; `clouds` says which it is where its name is not the site's. */
export async function askSites(
  network: StretchedNetwork,
  clouds: ReadonlyMap<string, string>,
  world: World,
): Promise<readonly SiteAnswer[]> {
  return await Promise.all(
    network.sites.map(({ name }) => askSite(network, { site: name, cloud: clouds.get(name) ?? name }, world)),
  );
}

async function askSite(
  network: StretchedNetwork,
  { site, cloud: name }: { readonly site: string; readonly cloud: string },
  { clock, random, environment }: World,
): Promise<SiteAnswer> {
  try {
    const cloud = loadCloud({ cloud: name, environment, workingDirectory: process.cwd(), homeDirectory: homedir() });
    const transport = createCloudTransport(cloud);
    try {
      const connection = createConnection(cloud, { transport, clock, random });
      const neutron = createNetworkClient(connection.service("network"));
      const projectId = await findProject(cloud, connection, network.project);
      return { site, cloud: name, facts: await gatherFacts(neutron, { site, network, projectId }) };
    } finally {
      await transport.close();
    }
  } catch (thrown) {
    return { site, cloud: name, problem: isUnknown(thrown) ? `${messageOf(thrown)} ${WHERE}` : messageOf(thrown) };
  }
}

/** Files are looked for where openstacksdk looks. */
const WHERE =
  "Write it into clouds.yaml (here, in ~/.config/openstack or /etc/openstack), or name the site's cloud with --cloud SITE=CLOUD.";

function isUnknown(thrown: unknown): boolean {
  return thrown instanceof MultisiteError && thrown.code === "openstack.clouds.unknown";
}
