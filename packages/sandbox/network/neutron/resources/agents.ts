import { orNone, text } from "../attributes/checks.ts";
import { toBoolean } from "../attributes/converters.ts";
import type { Attribute, AttributeMap } from "../attributes/types.ts";
import { notFound } from "../faults.ts";
import { isAlive, pythonTimeText, type StoredAgent } from "../state.ts";
import { assignGiven, type Kind } from "./kind.ts";

const own: Attribute = { in: "none", isFilter: true };

const attributes: AttributeMap = {
  id: own,
  agent_type: own,
  binary: own,
  topic: own,
  host: own,
  admin_state_up: { in: "PUT", convert: toBoolean, isFilter: true },
  created_at: { in: "none" },
  started_at: { in: "none" },
  heartbeat_timestamp: { in: "none" },
  alive: { ...own, convert: toBoolean },
  configurations: { in: "none" },
  description: { in: "PUT", check: orNone(text(255)), isFilter: true },
  resources_synced: { in: "none" },
  availability_zone: own,
};

/** Agents make themselves, by remote calls. */
export const agents: Kind<StoredAgent> = {
  singular: "agent",
  plural: "agents",
  attributes,
  guards: [],
  isWhole: true,
  isHidden: true,
  table: (state) => state.agents,
  absent: (id) => notFound("Agent", id),
  sees: (_state, caller) => caller.isAdmin,
  owns: (_state, caller) => caller.isAdmin,
  show(state, { heartbeatAtMs, ...agent }) {
    const alive = isAlive(state, { ...agent, heartbeatAtMs });
    return { ...agent, alive, heartbeat_timestamp: pythonTimeText(heartbeatAtMs) };
  },
  update: (_state, agent, change) => assignGiven(agent, change, ["admin_state_up", "description"]),
  // Allowed while ports are bound to it, which is how flows leak (measured).
  remove: (state, { id }) => void state.agents.delete(id),
  matches(state, agent, name, values) {
    return name === "alive" ? values.some((value) => toBoolean(value) === isAlive(state, agent)) : undefined;
  },
};
