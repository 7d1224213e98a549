import type { FloatingIp, NetworkClient } from "@multisite/openstack/network";
import { networkError } from "../../../errors.ts";
import { type AddressMove, moveText } from "../../../floating-ips/index.ts";
import { FLOATING_IP_OWNER } from "../../../shadows/index.ts";
import { promise } from "../../kept-moves.ts";
import type { SiteWorld } from "../types.ts";
import { isReservation, poolWith, seenOf } from "./look.ts";

/** Longest that an L3 agent which works takes for a change. */
const AGENT_MS = 45_000;
const LOOK_MS = 100;
/** Above the usual 30 s between two reports of an agent. */
const HEARTBEAT_MS = 45_000;

/**
 * Who must say that the router does not answer any more: the L3 agent for this floating IP (`status`); or, where nobody waits to take the
 * address, also all L3 agents by being at work (`life`); or nobody (`none`).
 */
export type Confirmation = "status" | "life" | "none";

/**
 * Lets go of an address that goes elsewhere. First it is taken off its port, and the L3 agent says that its router does not have it any
 * more; a floating IP that is only deleted leaves nobody to say so. Then it is deleted and, where Neutron would give the address to
 * somebody else, kept.
 *
 * @throws MultisiteError `network.site.superseded`, `network.site.still_answers`
 */
export async function releaseFloatingIp(world: SiteWorld, move: AddressMove, confirmedBy: Confirmation): Promise<void> {
  const { site, cloud, moves } = world;
  promise(site, moves, move);
  const { holders, users, outside } = await seenOf(cloud.neutron, move.address);
  for (const holder of holders) {
    const whyNot = await takeOff(world, holder, confirmedBy);
    if (whyNot !== undefined && confirmedBy !== "none") {
      throw networkError("site.still_answers", `${site} may still answer for ${move.address}: ${whyNot}`);
    }
    await cloud.neutron.floatingIps.delete(holder.id);
  }
  const pool = poolWith(outside, move.address);
  if (pool === undefined || users.some(isReservation)) return;
  await reserve(cloud.neutron, move, pool);
}

/** Why it is not known to be off its router; undefined: it is off. */
async function takeOff({ cloud, clock }: SiteWorld, holder: FloatingIp, confirmedBy: Confirmation): Promise<string | undefined> {
  const { neutron } = cloud;
  const isAtPort = holder.port_id !== null;
  // One that no agent has reported yet is DOWN before and after: then DOWN says nothing.
  const isReported =
    !isAtPort || holder.status !== "DOWN" || (await hasStatus(neutron, clock, holder.id, (status) => status !== "DOWN"));
  if (!isReported && confirmedBy === "status") return `no L3 agent reports the floating IP ${holder.id}.`;
  if (isAtPort) await neutron.floatingIps.update(holder.id, { port_id: null });
  if (isReported && (await hasStatus(neutron, clock, holder.id, (status) => status === "DOWN"))) return undefined;
  if (confirmedBy === "life" && (await areAgentsHeard(neutron, clock))) return undefined;
  return `no L3 agent says that its router does not have the floating IP ${holder.id} any more.`;
}

/**
 * Whether every L3 agent reports itself from now on. One that was started since brings its routers to what Neutron says, but has nothing to
 * report about a floating IP that it never had.
 */
async function areAgentsHeard(neutron: NetworkClient, clock: SiteWorld["clock"]): Promise<boolean> {
  const list = () => neutron.agents.list({ agent_type: "L3 agent" });
  const before = new Map((await list()).map(({ id, heartbeat_timestamp }) => [id, heartbeat_timestamp]));
  const startedMs = clock.monotonicMs();
  for (;;) {
    const agents = await list();
    if (agents.every(({ id, alive, heartbeat_timestamp }) => alive && heartbeat_timestamp !== before.get(id))) return true;
    if (clock.monotonicMs() - startedMs >= HEARTBEAT_MS) return false;
    await clock.sleep(1000);
  }
}

async function hasStatus(
  neutron: NetworkClient,
  clock: SiteWorld["clock"],
  id: string,
  isIt: (status: FloatingIp["status"]) => boolean,
): Promise<boolean> {
  const startedMs = clock.monotonicMs();
  for (;;) {
    if (isIt((await neutron.floatingIps.get(id)).status)) return true;
    if (clock.monotonicMs() - startedMs >= AGENT_MS) return false;
    await clock.sleep(LOOK_MS);
  }
}

/** A port without a host: Neutron gives its address to nobody, and no frame is ever sent to it. */
async function reserve(
  neutron: NetworkClient,
  move: AddressMove,
  { id: subnetId, network_id }: { readonly id: string; readonly network_id: string },
): Promise<void> {
  await neutron.ports.create(
    {
      name: `floating-ip-${move.address}`,
      network_id,
      device_owner: FLOATING_IP_OWNER,
      device_id: moveText(move),
      fixed_ips: [{ subnet_id: subnetId, ip_address: move.address }],
    },
    { recognize: { network_id, device_owner: FLOATING_IP_OWNER, device_id: moveText(move) } },
  );
}
