import type { StretchedNetwork } from "../../../packages/network/document/index.ts";
import { lookHere, provision, provisioned } from "../../../packages/network/provision/index.ts";
import type { NetworkClient } from "../../../packages/openstack/network/index.ts";
import type { NeutronSite } from "../../../rig/neutron/index.ts";
import { connectTo } from "../neutron-client/site.ts";
import type { StretchedHere } from "./connectors.ts";

/** Makes a document's network in a site, in the project of its administrator. */
export async function makeStretched(
  site: NeutronSite,
  client: NetworkClient,
  { document, vni }: { readonly document: StretchedNetwork; readonly vni: number | undefined },
): Promise<StretchedHere> {
  const projectId = (await connectTo(site.controller).login()).body.project?.id ?? "";
  const wanted = { network: document, site: site.name, projectId, vni };
  const plan = await provision(client, wanted);
  const seen = await lookHere(client, wanted);
  const made = provisioned(wanted, seen);
  if (plan.actions.length + plan.conflicts.length > 0 || made?.groupId === undefined)
    throw new Error(`${site.name} lacks a part of the network: ${JSON.stringify({ plan, seen })}`);
  const { mtu = 0 } = await client.networks.get(made.id);
  const { id: networkId, subnetId, groupId } = made;
  const gateway = (await client.subnets.get(subnetId)).gateway_ip;
  return {
    name: document.name,
    networkId,
    subnetId,
    mtu,
    vni: vni ?? 0,
    projectId,
    securityGroups: [groupId],
    ...(gateway && { gateway }),
  };
}
