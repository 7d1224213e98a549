import { shadowHost } from "../../shadows/index.ts";
import type { Action, Decision, Limits, Memory, Seen, Wanted, WantedPort } from "../types.ts";
import { acceptable } from "./acceptable.ts";
import { changedAgents, idleAgents } from "./agents.ts";
import { around, bind, isWaiting, reports } from "./bind.ts";
import { entangled, inTurn } from "./entangled.ts";
import { hostOf, match } from "./match.ts";
import { inOrder } from "./order.ts";
import { withinRate } from "./rate.ts";
import { remove } from "./remove.ts";
import { stray } from "./stray.ts";
import { update } from "./update.ts";

/** What to do in the own Neutron, so that it has the other sites' ports as they are: next steps only, as the next look decides anew. */
export function decide(wanted: Wanted, seen: Seen, memory: Memory, limits: Limits): Decision {
  const accepted = acceptable(wanted, seen);
  const matched = match(accepted.ports, wanted, withoutBlocked(seen, accepted.blocked));
  const waits = (key: string): boolean => (memory.refused.get(key)?.untilMs ?? 0) > seen.nowMs;
  const anew = entangled(matched.kept);
  const replaced = [
    ...matched.replaced,
    ...matched.kept.filter(({ wanted: { key } }) => anew.has(key)).map(({ shadow }) => shadow),
  ];
  const kept = inTurn(matched.kept.filter(({ wanted: { key } }) => !anew.has(key)));
  const known = around(seen);
  const removals = remove(matched.surplus, wanted, seen, memory, limits);
  const changes = [
    ...removals.actions.map((action) => [action]),
    ...replaced.map(({ id, device_id }): readonly Action[] => [{ act: "delete-port", key: device_id, id, isRemoval: false }]),
    ...kept
      .filter(({ wanted: { key } }) => !waits(key))
      .map((pair) => [...update(pair), ...bind(pair, known, seen, memory, limits)]),
    ...matched.missing.filter(({ key }) => !waits(key)).map(create),
  ];
  const { taken, deferred } = withinRate(changes, limits.changes);
  const vteps = new Map(accepted.ports.flatMap(({ vtep }) => (vtep === undefined ? [] : [[shadowHost(vtep), vtep] as const])));
  const actions = [
    ...reports(taken, vteps, seen, limits),
    ...taken,
    ...idleAgents(accepted.ports, seen),
    ...stray(accepted.ports, wanted, seen, memory),
  ];
  return {
    actions: inOrder(actions),
    alarms: [...accepted.alarms, ...changedAgents(seen), ...removals.alarms, ...refusals(wanted, seen, memory)],
    deferred,
    isWaiting:
      [...kept.map(({ wanted }) => wanted), ...matched.missing].some(({ key }) => waits(key)) ||
      kept.some((pair) => isWaiting(pair, known, seen, memory, limits)),
  };
}

/** A port whose endpoint is not known is made when it is: it could not be reached, and would hold its address all the same. */
function create(port: WantedPort): readonly Action[] {
  const { key, isUp } = port;
  const host = hostOf(port);
  if (host === undefined) return [];
  return [
    { act: "create-port", key, host, port },
    ...(isUp ? [{ act: "device-up", key, id: undefined, host, isRepeated: false } as const] : []),
  ];
}

function withoutBlocked(seen: Seen, blocked: ReadonlySet<string>): Seen {
  return { ...seen, shadows: seen.shadows.filter(({ device_id }) => !blocked.has(device_id)) };
}

function refusals({ ports }: Wanted, { nowMs }: Seen, { refused }: Memory) {
  if (refused.size === 0) return [];
  return ports.flatMap(({ key }) => {
    const refusal = refused.get(key);
    if (refusal === undefined || refusal.untilMs <= nowMs) return [];
    return [
      {
        id: `network.remote_port.refused/${key}`,
        severity: "critical" as const,
        cause: `Neutron refuses ${key}: ${refusal.why}`,
        next: "multisite network preflight FILE",
      },
    ];
  });
}
