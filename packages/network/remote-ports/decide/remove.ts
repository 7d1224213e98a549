import type { Action, Limits, Memory, RemotePortAlarm, Seen, ShadowPort, Wanted } from "../types.ts";

/** Removals, or the reason why there are none. */
export interface Removals {
  readonly actions: readonly Action[];
  readonly alarms: readonly RemotePortAlarm[];
}

/** Takes away what nobody wants. More than the limit at once looks like a mistake somewhere: then nothing is taken away. */
export function remove(
  surplus: readonly ShadowPort[],
  { leaving }: Wanted,
  seen: Seen,
  memory: Memory,
  limits: Limits,
): Removals {
  const ordered = surplus.filter(({ network_id }) => leaving.has(network_id));
  const others = surplus.filter(({ network_id }) => !leaving.has(network_id));
  const recent = memory.removedAtMs.filter((atMs) => seen.nowMs - atMs < limits.removalWindowMs).length;
  const room = Math.max(0, limits.removals - recent) + memory.allowedRemovals;
  const isTooMany = others.length > room;
  const removal = ({ id, device_id }: ShadowPort): Action => ({ act: "delete-port", key: device_id, id, isRemoval: true });
  return {
    actions: [...ordered, ...(isTooMany ? [] : others)].map(removal),
    alarms: isTooMany
      ? [
          {
            id: "network.remote_port.many_removals/site",
            severity: "major",
            cause: `${others.length} remote ports are gone at their sites, and the limit is ${limits.removals} in ${Math.round(limits.removalWindowMs / 60_000)} min: none is removed here.`,
            next: "look at those sites; if the ports are really gone: multisite network allow-removals SITE --dry-run",
          },
        ]
      : [],
  };
}
