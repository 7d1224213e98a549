import { SHADOW_OWNER } from "../../shadows/index.ts";
import type { Conflict, ProvisionPlan, SeenHere, WantedHere } from "../types.ts";
import { madeGroupOf, madeNetworkOf, madeSubnetOf, membersOf, reservationsOf } from "./match.ts";
import { createNetwork, networkConflicts, tagNetwork } from "./network.ts";
import { changePortSecurity } from "./port-security.ts";
import { changeRules, createGroup } from "./security.ts";
import { createSubnet, subnetConflicts, updateSubnet } from "./subnet.ts";
import { reserveVips } from "./vips.ts";
import { makeWays, removeWays, wayConflicts } from "./ways.ts";

/**
 * The next requests that make a document's network in a site, of what can be asked now: decided anew from every look, so that it goes on
 * after an interruption anywhere, and does nothing when all is there. Pure.
 */
export function decideProvision(wanted: WantedHere, seen: SeenHere): ProvisionPlan {
  const made = madeNetworkOf(wanted, seen);
  const group = madeGroupOf(wanted, seen);
  const groups = group === undefined ? createGroup(wanted) : changeRules(group, wanted);
  const subnet = made && madeSubnetOf(made, seen);
  const conflicts = [
    ...(made === undefined ? [] : networkConflicts(made, wanted)),
    ...(subnet === undefined ? [] : subnetConflicts(subnet, wanted)),
    ...wayConflicts(seen, wanted),
  ];
  if (conflicts.length > 0) return { actions: [], conflicts };
  if (made === undefined) return { actions: [createNetwork(wanted), ...groups], conflicts };
  return {
    actions: [
      ...tagNetwork(made, wanted),
      ...groups,
      ...(subnet === undefined
        ? [createSubnet(made, wanted)]
        : [...updateSubnet(subnet, wanted), ...reserveVips(made, subnet, seen, wanted)]),
      ...makeWays(subnet, seen, wanted),
      ...changePortSecurity(made, group, seen, wanted),
    ],
    conflicts,
  };
}

/**
 * The next requests that take the network out of a site. Ports of machines are in the way, as deleting them would cut machines off;
 * remote ports are the connector's, which takes them away first. Pure.
 */
export function decideRemoval(wanted: Pick<WantedHere, "network" | "site">, seen: SeenHere): ProvisionPlan {
  const made = madeNetworkOf(wanted, seen);
  const group = madeGroupOf(wanted, seen);
  const groups = group === undefined ? [] : [{ act: "delete-group", id: group.id } as const];
  const conflicts = inTheWay(wanted, seen);
  if (conflicts.length > 0) return { actions: [], conflicts };
  const ways = removeWays(seen, wanted);
  if (ways.length > 0) return { actions: ways, conflicts };
  if (made === undefined) return { actions: groups, conflicts };
  const reserved = [...reservationsOf(seen).values()];
  if (reserved.length > 0) return { actions: reserved.map(({ id }) => ({ act: "release-address", id })), conflicts };
  return { actions: [{ act: "delete-network", id: made.id }], conflicts };
}

function inTheWay({ network, site }: Pick<WantedHere, "network" | "site">, seen: SeenHere): readonly Conflict[] {
  const remote = seen.ports.filter(({ device_owner }) => device_owner === SHADOW_OWNER).length;
  const own = membersOf(seen).length;
  return [
    ...(own > 0
      ? [
          {
            field: "ports",
            message: `${own} ports of ${site} are on ${network.name}: delete their machines, or detach them, first.`,
          },
        ]
      : []),
    ...(remote > 0
      ? [
          {
            field: "remote ports",
            message: `${remote} remote ports are on ${network.name} in ${site}: its connector takes them away first.`,
          },
        ]
      : []),
  ];
}
