import { SHADOW_OWNER, VIP_OWNER } from "../../shadows/index.ts";
import type { Conflict, ProvisionPlan, SeenHere, WantedHere } from "../types.ts";
import { madeGroupOf, madeNetworkOf, madeSubnetOf, reservationsOf } from "./match.ts";
import { createNetwork, networkConflicts, tagNetwork } from "./network.ts";
import { changeRules, createGroup } from "./security.ts";
import { createSubnet, subnetConflicts, updateSubnet } from "./subnet.ts";
import { reserveVips } from "./vips.ts";

/**
 * The next requests that make a document's network in a site, of what can be asked now: decided anew from every look, so that it goes on
 * after an interruption anywhere, and does nothing when all is there. Pure.
 */
export function decideProvision(wanted: WantedHere, seen: SeenHere): ProvisionPlan {
  const made = madeNetworkOf(wanted, seen);
  const group = madeGroupOf(wanted, seen);
  const groups = group === undefined ? createGroup(wanted) : changeRules(group, wanted);
  if (made === undefined) return { actions: [createNetwork(wanted), ...groups], conflicts: [] };
  const subnet = madeSubnetOf(made, seen);
  const conflicts = [...networkConflicts(made, wanted), ...(subnet === undefined ? [] : subnetConflicts(subnet, wanted))];
  if (conflicts.length > 0) return { actions: [], conflicts };
  return {
    actions: [
      ...tagNetwork(made, wanted),
      ...groups,
      ...(subnet === undefined
        ? [createSubnet(made, wanted)]
        : [...updateSubnet(subnet, wanted), ...reserveVips(made, subnet, seen, wanted)]),
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
  if (made === undefined) return { actions: groups, conflicts: [] };
  const conflicts = inTheWay(wanted, seen);
  if (conflicts.length > 0) return { actions: [], conflicts };
  const reserved = [...reservationsOf(seen).values()];
  if (reserved.length > 0) return { actions: reserved.map(({ id }) => ({ act: "release-address", id })), conflicts };
  return { actions: [{ act: "delete-network", id: made.id }], conflicts };
}

function inTheWay({ network, site }: Pick<WantedHere, "network" | "site">, { ports }: SeenHere): readonly Conflict[] {
  const remote = ports.filter(({ device_owner }) => device_owner === SHADOW_OWNER).length;
  const own = ports.filter(({ device_owner }) => device_owner !== SHADOW_OWNER && device_owner !== VIP_OWNER).length;
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
