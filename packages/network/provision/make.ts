import type { NetworkClient } from "@multisite/openstack/network";
import { networkTag } from "../shadows/index.ts";
import { decideProvision, decideRemoval } from "./decide/index.ts";
import { madeGroupOf, madeNetworkOf, madeSubnetOf, membersOf } from "./decide/match.ts";
import type { ProvisionAction, ProvisionPlan, SeenHere, SeenWays, WantedHere } from "./types.ts";

type Client = Pick<
  NetworkClient,
  "networks" | "subnets" | "ports" | "securityGroups" | "securityGroupRules" | "routers" | "floatingIps"
>;

/** What of the network is in the site now. */
export async function lookHere(client: Client, wanted: Pick<WantedHere, "network" | "site">): Promise<SeenHere> {
  const mark = networkTag(wanted.network.name);
  const [tagged, untagged, groups] = await Promise.all([
    client.networks.list({ tags: mark }),
    client.networks.list({ description: mark }),
    client.securityGroups.list({ description: mark }),
  ]);
  const networks = [...tagged, ...untagged];
  const empty: SeenHere = { networks, groups, subnets: [], ports: [] };
  const made = madeNetworkOf(wanted, empty);
  const [subnets, ports] =
    made === undefined
      ? [[], []]
      : await Promise.all([client.subnets.list({ network_id: made.id }), client.ports.list({ network_id: made.id })]);
  const seen = { networks, groups, subnets, ports };
  return wanted.network.type === "routed" ? { ...seen, ways: await lookOutside(client, wanted, ports) } : seen;
}

async function lookOutside(
  client: Client,
  { network, site }: Pick<WantedHere, "network" | "site">,
  ports: readonly { readonly id: string }[],
): Promise<SeenWays> {
  const description = networkTag(network.name);
  const name = network.sites.find((one) => one.name === site)?.externalNetwork ?? "";
  const [external, routers, marked, leading] = await Promise.all([
    client.networks.list({ name }),
    client.routers.list({ description }),
    client.floatingIps.list({ description }),
    ports.length === 0 ? [] : client.floatingIps.list({ port_id: ports.map(({ id }) => id) }),
  ]);
  const others = leading.filter(({ id }) => !marked.some((one) => one.id === id));
  return { external, routers, floatingIps: [...marked, ...others] };
}

/** Makes one request. What was made although its answer was lost is recognized; a rule, which has no name, is found by the next look. */
export async function makeOne(client: Client, action: ProvisionAction): Promise<void> {
  switch (action.act) {
    case "create-network":
      await client.networks.create(action.request, { recognize: { description: action.request.description ?? "" } });
      return;
    case "tag-network":
      await client.networks.tags.add(action.id, action.tag);
      return;
    case "update-network":
      await client.networks.update(action.id, action.change);
      return;
    case "update-port":
      await client.ports.update(action.id, action.change);
      return;
    case "create-subnet":
      await client.subnets.create(action.request, { recognize: { network_id: action.request.network_id } });
      return;
    case "update-subnet":
      await client.subnets.update(action.id, action.change);
      return;
    case "create-group":
      await client.securityGroups.create(action.request, { recognize: { description: action.request.description ?? "" } });
      return;
    case "create-rule":
      await client.securityGroupRules.create(action.request);
      return;
    case "delete-rule":
      await client.securityGroupRules.delete(action.id);
      return;
    case "reserve-address": {
      const { network_id, device_owner = "", device_id = "" } = action.request;
      await client.ports.create(action.request, { recognize: { network_id, device_owner, device_id } });
      return;
    }
    case "release-address":
      await client.ports.delete(action.id);
      return;
    case "create-router":
      await client.routers.create(action.request, { recognize: { description: action.request.description ?? "" } });
      return;
    case "update-router":
      await client.routers.update(action.id, action.change);
      return;
    case "add-interface":
      await client.routers.addInterface(action.id, { subnet_id: action.subnetId });
      return;
    case "remove-interface":
      await client.routers.removeInterface(action.id, { subnet_id: action.subnetId });
      return;
    case "delete-router":
      await client.routers.delete(action.id);
      return;
    case "create-floating-ip":
      await client.floatingIps.create(action.request, { recognize: { port_id: action.request.port_id ?? "" } });
      return;
    case "delete-floating-ip":
      await client.floatingIps.delete(action.id);
      return;
    case "delete-network":
      await client.networks.delete(action.id);
      return;
    case "delete-group":
      await client.securityGroups.delete(action.id);
      return;
  }
}

/** More looks than the longest way needs: a network, its subnet, its reservations, and the look that finds nothing left to do. */
const MOST_LOOKS = 8;

/** Looks and does what is next until nothing is, or something is in the way. */
async function untilDone(
  client: Client,
  wanted: Pick<WantedHere, "network" | "site">,
  decide: (seen: SeenHere) => ProvisionPlan,
): Promise<ProvisionPlan> {
  let plan: ProvisionPlan = { actions: [], conflicts: [] };
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    plan = decide(await lookHere(client, wanted));
    if (plan.actions.length === 0) return plan;
    for (const action of plan.actions) await makeOne(client, action);
  }
  return plan;
}

/** Makes the network in a site, or brings it up to its document. */
export function provision(client: Client, wanted: WantedHere): Promise<ProvisionPlan> {
  return untilDone(client, wanted, (seen) => decideProvision(wanted, seen));
}

/** Takes it out of a site. */
export function unprovision(client: Client, wanted: Pick<WantedHere, "network" | "site">): Promise<ProvisionPlan> {
  return untilDone(client, wanted, (seen) => decideRemoval(wanted, seen));
}

/** A network that is made. */
export interface ProvisionedNetwork {
  readonly id: string;
  readonly subnetId: string;
  readonly groupId: string | undefined;
  /** Of a routed network: the floating IPs at which other sites reach its ports, by port (`membersElsewhere` there). */
  readonly reachedAt: ReadonlyMap<string, string>;
}

/** Of a network that is made: what a connector and the other sites must know of it. */
export function provisioned(wanted: Pick<WantedHere, "network">, seen: SeenHere): ProvisionedNetwork | undefined {
  const made = madeNetworkOf(wanted, seen);
  const subnet = made && madeSubnetOf(made, seen);
  if (made === undefined || subnet === undefined) return undefined;
  const leading = seen.ways?.floatingIps ?? [];
  const reachedAt = new Map(
    membersOf(seen).flatMap(({ id }) =>
      leading.filter(({ port_id }) => port_id === id).map((one) => [id, one.floating_ip_address] as const),
    ),
  );
  return { id: made.id, subnetId: subnet.id, groupId: madeGroupOf(wanted, seen)?.id, reachedAt };
}
