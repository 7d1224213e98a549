import type { Action, FdbEntry, Limits, Memory, Seen, ShadowPort, WantedPort } from "../types.ts";
import { hostOf, type Pair } from "./match.ts";

/** Looked up for each port. */
export interface Around {
  readonly hosts: ReadonlySet<string>;
  /** Sure entries by network and MAC. */
  readonly told: ReadonlyMap<string, readonly FdbEntry[]>;
}

export function around({ agents, tables }: Seen): Around {
  return {
    hosts: new Set(agents.map(({ host }) => host)),
    told: Map.groupBy(
      tables.filter(({ isSure }) => isSure),
      ({ networkId, mac }) => `${networkId} ${mac}`,
    ),
  };
}

/** What makes a port be reached where it is: bound to its endpoint's agent, and said to be up. */
export function bind(
  { wanted, shadow }: Pair,
  { hosts, told }: Around,
  seen: Seen,
  memory: Memory,
  limits: Limits,
): readonly Action[] {
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
  if (!hosts.has(host)) return [up];
  if (status === "ACTIVE" && isTold(wanted, shadow, told.get(`${shadow.network_id} ${wanted.mac}`) ?? [])) return [];
  const lastUp = memory.upAtMs.get(key);
  const isDue = lastUp === undefined || seen.nowMs - lastUp >= limits.repeatUpMs || seen.nowMs < lastUp;
  return isDue ? [up] : [];
}

/** Whether something is left to be done as soon as enough time has passed: nobody will tell when that is. */
export function isWaiting(pair: Pair, known: Around, seen: Seen, memory: Memory, limits: Limits): boolean {
  const later = { ...memory, upAtMs: new Map() };
  return bind(pair, known, seen, memory, limits).length === 0 && bind(pair, known, seen, later, limits).length > 0;
}

/** Whether the own agents are known to have been told of the port, under each of its addresses. One without any is told to nobody. */
function isTold({ vtep }: WantedPort, { fixed_ips }: ShadowPort, told: readonly FdbEntry[]): boolean {
  const entries = told.filter((entry) => entry.vtep === vtep);
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
