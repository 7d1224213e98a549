import type { Agent } from "@multisite/openstack/network";
import { createKeeping, KNOWN_FIELDS, type KnownPort } from "./known-port.ts";
import type { ConnectorPorts } from "./types.ts";
import type { KnownAgent, World } from "./world.ts";

const OWN_LISTS = ["Open vSwitch agent", "Linux bridge agent"];

type Reads = Pick<ConnectorPorts, "client">;

/** @throws OpenStackError or UnansweredError; then nothing is known, and nothing is done */
export async function readAgents({ client }: Reads): Promise<readonly KnownAgent[]> {
  const agents = await client.agents.list();
  return agents.filter(({ agent_type }) => OWN_LISTS.includes(agent_type)).map(toKnown);
}

/** All ports of the stretched networks; those that are known and as they were are the same objects. Throws as {@link readAgents}. */
export async function readPorts(
  { client }: Reads,
  networkIds: readonly string[],
  known: ReadonlyMap<string, KnownPort>,
): Promise<readonly KnownPort[]> {
  const keep = createKeeping((id) => known.get(id));
  return networkIds.length === 0 ? [] : await client.ports.list({ network_id: networkIds }, { fields: KNOWN_FIELDS, keep });
}

/** Everything, beside what is known. Throws as {@link readAgents}. */
export async function readAll(
  ports: Pick<ConnectorPorts, "client" | "networks">,
  known: ReadonlyMap<string, KnownPort>,
): Promise<{
  readonly ports: Pick<World["ports"], "all">;
  readonly agents: World["agents"];
}> {
  const found = await readPorts(
    ports,
    ports.networks().map(({ id }) => id),
    known,
  );
  const agents = await readAgents(ports);
  return {
    ports: { all: new Map(found.map((port) => [port.id, port])) },
    agents: new Map(agents.map((agent) => [agent.host, agent])),
  };
}

/** Those with one of these MACs. Throws as {@link readAgents}. */
export async function readMacs(
  { client }: Reads,
  places: Iterable<string>,
  known: ReadonlyMap<string, KnownPort>,
): Promise<readonly KnownPort[]> {
  const pairs = [...places].map((place) => place.split(" "));
  if (pairs.length === 0) return [];
  const filters = {
    network_id: [...new Set(pairs.map(([, networkId = ""]) => networkId))],
    mac_address: [...new Set(pairs.map(([, , mac = ""]) => mac))],
  };
  return await client.ports.list(filters, { fields: KNOWN_FIELDS, keep: createKeeping((id) => known.get(id)) });
}

/** Neutron writes times in UTC, without a zone. */
function toKnown({ id, host, configurations, heartbeat_timestamp }: Agent): KnownAgent {
  const heardAtMs = Date.parse(`${heartbeat_timestamp.replace(" ", "T")}Z`);
  return { id, host, tunnelingIp: configurations.tunneling_ip || undefined, heardAtMs };
}
