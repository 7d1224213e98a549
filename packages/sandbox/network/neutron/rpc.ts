import { uuidDashed } from "@multisite/kernel/random";
import type { AgentConfigurations } from "@multisite/openstack/network";
import { announceDown, announceUp } from "../l2pop/driver.ts";
import { type NeutronState, pythonTimeText, type StoredPort, touch, wiringAgentOf } from "./state.ts";

type Arguments = Readonly<Record<string, unknown>>;

/** What agents call. What is sent for nothing is taken without a word, as Neutron does (measured). */
export function answerCall(state: NeutronState, method: string, args: Arguments): unknown {
  switch (method) {
    case "has_alive_neutron_server":
      return true;
    case "report_state":
      return reportState(state, args);
    case "update_device_up":
      return deviceUp(state, args);
    case "update_device_down":
      return deviceDown(state, args);
    default:
      throw new Error(`NoSuchMethod ${method}`);
  }
}

interface AgentReport {
  readonly agent_type: string;
  readonly binary: string;
  readonly host: string;
  readonly topic: string;
  readonly configurations: AgentConfigurations;
  readonly start_flag?: boolean;
}

function reportState(state: NeutronState, { agent_state }: Arguments): "new" | "alive" | "revived" {
  const { start_flag, ...report } = (agent_state as { readonly agent_state: AgentReport }).agent_state;
  const nowMs = state.clock.nowMs();
  const known = [...state.agents.values()].find(
    ({ host, agent_type }) => host === report.host && agent_type === report.agent_type,
  );
  if (known !== undefined) {
    const answer = nowMs - known.heartbeatAtMs <= 75_000 ? "alive" : "revived";
    Object.assign(known, report, { heartbeatAtMs: nowMs }, start_flag ? { started_at: pythonTimeText(nowMs) } : {});
    return answer;
  }
  const id = uuidDashed(state.random);
  state.agents.set(id, {
    ...report,
    id,
    admin_state_up: true,
    availability_zone: null,
    description: null,
    resources_synced: null,
    created_at: pythonTimeText(nowMs),
    started_at: pythonTimeText(nowMs),
    heartbeatAtMs: nowMs,
  });
  return "new";
}

function deviceUp(state: NeutronState, args: Arguments): object | undefined {
  const port = boundPort(state, args);
  if (port === undefined || port["binding:vif_type"] === "binding_failed") return undefined;
  port.status = "ACTIVE";
  touch(state, port);
  announceUp(state, port, args.refresh_tunnels === true);
  return {};
}

function deviceDown(state: NeutronState, args: Arguments): object {
  const port = boundPort(state, args);
  if (port === undefined) return { device: args.device, exists: false };
  if (port.status === "ACTIVE") {
    announceDown(state, port);
    port.status = "DOWN";
    touch(state, port);
  }
  return { device: args.device, exists: true };
}

/** With another host than the port's, nothing happens. A host that is left out is the port's. */
function boundPort(state: NeutronState, { device, host }: Arguments): StoredPort | undefined {
  const port = state.ports.get(String(device)) ?? [...state.ports.values()].find(({ mac_address }) => mac_address === device);
  if (port === undefined || (host !== undefined && port["binding:host_id"] !== host)) return undefined;
  return wiringAgentOf(state, port["binding:host_id"]) === undefined && port["binding:vif_type"] !== "ovs" ? undefined : port;
}
