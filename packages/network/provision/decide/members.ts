import type { SecurityGroupRule } from "@multisite/openstack/network";
import type { ProvisionAction, SeenPort, SeenWays, WantedHere } from "../types.ts";
import { letIn } from "./security.ts";
import { followMembers } from "./ways.ts";

/** What was read of a routed network that is made: all of it, or what has to do with some ports and some addresses. */
export interface SeenMembers {
  readonly ports: readonly SeenPort[];
  /** All that lead to these ports; and of those made for the network, all or some. */
  readonly floatingIps: SeenWays["floatingIps"];
  readonly rules: readonly SecurityGroupRule[];
}

export type MemberAction = ProvisionAction & {
  readonly act: "create-floating-ip" | "delete-floating-ip" | "create-rule" | "delete-rule";
};

/**
 * The next requests by which a routed network follows its machines: a floating IP for each port of the site's own, and rules that let in
 * those of the others. Of what was not read it says nothing. Pure.
 */
export function decideMembers(
  wanted: WantedHere,
  { externalNetworkId, groupId }: { readonly externalNetworkId: string | undefined; readonly groupId: string | undefined },
  { ports, floatingIps, rules }: SeenMembers,
): readonly MemberAction[] {
  const ways = { external: [], routers: [], floatingIps };
  return [
    ...(externalNetworkId === undefined ? [] : followMembers({ id: externalNetworkId }, { ports, ways }, wanted)),
    ...(groupId === undefined ? [] : letIn(rules, groupId, wanted)),
  ];
}
