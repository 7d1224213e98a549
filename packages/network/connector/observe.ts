import type { Agent, Port } from "@multisite/openstack/network";
import { type Inventory, listed, type Tables } from "../inventory/index.ts";
import type { Seen, SeenAgent } from "../remote-ports/index.ts";
import { SHADOW_OWNER } from "../shadows/index.ts";
import type { ConnectorPorts } from "./types.ts";

/** The own site as it was just read. */
export interface Look {
  readonly inventory: Inventory;
  readonly seen: Omit<Seen, "tables">;
}

const OWN_LISTS = ["Open vSwitch agent", "Linux bridge agent"];

/**
 * Reads ports and agents of the own Neutron.
 *
 * @throws OpenStackError or UnansweredError; then nothing is known, and nothing is done
 */
export async function observe({ client, clock, networks }: ConnectorPorts, before: Inventory): Promise<Look> {
  const local = networks();
  const ids = local.map(({ id }) => id);
  const ports = ids.length === 0 ? [] : await client.ports.list({ network_id: ids });
  const agents = (await client.agents.list()).filter(({ agent_type }) => OWN_LISTS.includes(agent_type));
  const nowMs = clock.nowMs();
  const isShadow = ({ device_owner }: Port): boolean => device_owner === SHADOW_OWNER;
  return {
    inventory: listed(before, ports, agents, local),
    seen: {
      nowMs,
      shadows: ports.filter(isShadow),
      own: ports.filter((port) => !isShadow(port)),
      agents: agents.map((agent) => toSeen(agent, nowMs)),
    },
  };
}

/** Neutron writes times in UTC, without a zone. */
function toSeen({ id, host, configurations, heartbeat_timestamp }: Agent, nowMs: number): SeenAgent {
  const heardAtMs = Date.parse(`${heartbeat_timestamp.replace(" ", "T")}Z`);
  return { id, host, tunnelingIp: configurations.tunneling_ip || undefined, ageMs: nowMs - heardAtMs };
}

/** What the decisions need besides: the tables as they were told. */
export function withTables(seen: Omit<Seen, "tables">, tables: Tables): Seen {
  return { ...seen, tables: [...tables.values()] };
}
