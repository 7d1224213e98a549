import type { Action, FdbEntry, Limits, Memory, Seen, ShadowPort, WantedPort } from "../types.ts";
import { hostOf, type Pair } from "./match.ts";

/** What makes a port be reached where it is: bound to its endpoint's agent, and said to be up. */
export function bind({ wanted, shadow }: Pair, seen: Seen, memory: Memory, limits: Limits): readonly Action[] {
  const { key, isUp } = wanted;
  const host = hostOf(wanted);
  const { id, status } = shadow;
  const boundTo = shadow["binding:host_id"];
  if (host === undefined || !isUp) {
    const isDown = status !== "ACTIVE" || boundTo === undefined || boundTo === "";
    return isDown ? [] : [{ act: "device-down", key, id, host: boundTo }];
  }
  const up: Action = { act: "device-up", key, id, host, isRepeated: status === "ACTIVE" };
  // The former endpoint's entry goes with the PUT: a migration is no deletion. And what failed to bind binds only by a PUT of its host.
  if (boundTo !== host || shadow["binding:vif_type"] !== "ovs") return [{ act: "rebind", key, id, host }, up];
  // Somebody has deleted the agent: hosts that started since were told nothing of its ports.
  if (!seen.agents.some((agent) => agent.host === host)) return [up];
  if (status === "ACTIVE" && isTold(wanted, shadow, seen.tables)) return [];
  const lastUp = memory.upAtMs.get(key);
  const isDue = lastUp === undefined || seen.nowMs - lastUp >= limits.repeatUpMs || seen.nowMs < lastUp;
  return isDue ? [up] : [];
}

/** Whether something is left to be done as soon as enough time has passed: nobody will tell when that is. */
export function isWaiting(pair: Pair, seen: Seen, memory: Memory, limits: Limits): boolean {
  return bind(pair, seen, memory, limits).length === 0 && bind(pair, seen, { ...memory, upAtMs: new Map() }, limits).length > 0;
}

/** Whether the own agents are known to have been told of the port, under each of its addresses. One without any is told to nobody. */
function isTold({ vtep, mac }: WantedPort, { network_id, fixed_ips }: ShadowPort, tables: readonly FdbEntry[]): boolean {
  const entries = tables.filter(
    (entry) => entry.isSure && entry.networkId === network_id && entry.vtep === vtep && entry.mac === mac,
  );
  return fixed_ips.every(({ ip_address }) => entries.some(({ address }) => address === ip_address));
}

/** An endpoint's agent is reported before something is bound to it, when Neutron may hold it for dead. */
export function reports(
  actions: readonly Action[],
  vteps: ReadonlyMap<string, string>,
  seen: Seen,
  limits: Limits,
): readonly Action[] {
  const ages = new Map(seen.agents.map(({ host, ageMs }) => [host, ageMs]));
  const isBinding = ({ act }: Action): boolean => act === "rebind" || act === "create-port";
  const hosts = new Set(
    actions.flatMap((action) => ("host" in action && (isBinding(action) || !ages.has(action.host)) ? action.host : [])),
  );
  return [...hosts].flatMap((host): readonly Action[] => {
    const vtep = vteps.get(host);
    const isFresh = (ages.get(host) ?? Number.POSITIVE_INFINITY) < limits.reportAgeMs;
    return vtep === undefined || isFresh ? [] : [{ act: "report-state", host, vtep }];
  });
}
