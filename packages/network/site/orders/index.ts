import type { SiteOrder } from "../types.ts";
import { applyHere } from "./apply.ts";
import { fenceFloatingIp, lookAtFloatingIp, releaseFloatingIp, takeFloatingIp } from "./floating-ip/index.ts";
import { leaveHere } from "./leave.ts";
import { lookAtSite } from "./look.ts";
import { planHere } from "./plan.ts";
import { portsHere } from "./port.ts";
import { probeHere } from "./probe.ts";
import { dropPortHere, putPortHere } from "./put-port.ts";
import { removeHere } from "./remove.ts";
import { takeBackHere } from "./take-back.ts";
import type { SiteWorld } from "./types.ts";

export type { SiteWorld } from "./types.ts";

/** Orders that only look: any member of the star may ask. */
export function onlyLooks({ order }: SiteOrder): boolean {
  return ["plan", "probe", "look", "port", "look-at-floating-ip"].includes(order);
}

/** Does what is asked of a site. */
export async function obey(world: SiteWorld, order: SiteOrder): Promise<unknown> {
  switch (order.order) {
    case "plan":
      return await planHere(world, order.network);
    case "probe":
      return await probeHere(world, order.vteps, order.packetBytes);
    case "look":
      return await lookAtSite(world, order.name ?? undefined);
    case "port":
      return await portsHere(world, order.network, order.refs);
    case "put-port":
      await putPortHere(world, order.port);
      break;
    case "drop-port":
      dropPortHere(world, order.id);
      break;
    case "apply":
      await applyHere(world, order.network, order.vni ?? undefined);
      break;
    case "take-back":
      await takeBackHere(world, order.name, order.generation);
      break;
    case "leave":
      await leaveHere(world, order.name);
      break;
    case "remove":
      await removeHere(world, order.name);
      break;
    case "allow-removals":
      world.connector.allowRemovals(order.count);
      break;
    case "look-at-floating-ip":
      return await lookAtFloatingIp(world, order.address, order.port);
    case "release-floating-ip":
      await releaseFloatingIp(world, order.move, order.confirmedBy);
      break;
    case "fence-floating-ip":
      await fenceFloatingIp(world, order.move, order.from);
      break;
    case "take-floating-ip":
      await takeFloatingIp(world, order);
      break;
  }
  return {};
}
