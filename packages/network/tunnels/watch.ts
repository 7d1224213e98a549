import type { NewAlarm } from "@multisite/kernel/alarms";
import type { TunnelProbe, TunnelState } from "./types.ts";

/** An endpoint that remote ports of this site lead to. */
export interface TunnelInUse {
  /** Whose it is. */
  readonly site: string;
  readonly vtep: string;
  /** Whether both ends have a port on one network: then its host has a tunnel to this site, and takes VXLAN. */
  readonly isCarrying: boolean;
}

/** As it was last tried. */
export interface TriedTunnel extends TunnelInUse {
  readonly state: TunnelState;
  readonly why: string;
  readonly triedAtMs: number;
  /** So many times in a row it was not as it must be. */
  readonly failures: number;
}

/** What is lost once is no news. */
const FAILURES = 2;

/** By endpoint; those that are in use no more are forgotten. */
export function noteTried(
  before: ReadonlyMap<string, TriedTunnel>,
  inUse: readonly TunnelInUse[],
  probes: readonly TunnelProbe[],
  nowMs: number,
): ReadonlyMap<string, TriedTunnel> {
  const found = new Map(probes.map((probe) => [probe.vtep, probe]));
  return new Map(
    inUse.flatMap((tunnel): readonly (readonly [string, TriedTunnel])[] => {
      const probe = found.get(tunnel.vtep);
      const last = before.get(tunnel.vtep);
      if (probe === undefined) return last === undefined ? [] : [[tunnel.vtep, { ...last, ...tunnel }]];
      const tried = { ...tunnel, ...probe, triedAtMs: nowMs };
      return [[tunnel.vtep, { ...tried, failures: isWrong(tried) ? (last?.failures ?? 0) + 1 : 0 }]];
    }),
  );
}

function isWrong({ state, isCarrying }: Pick<TriedTunnel, "state" | "isCarrying">): boolean {
  return state === "unreached" || state === "narrow" || (state === "refused" && isCarrying);
}

/** Whether it is wrong, and not by chance. */
export function isFailing({ failures }: TriedTunnel): boolean {
  return failures >= FAILURES;
}

/** Whether one is to be tried again soon: it was wrong once. */
export function isDoubted({ failures }: TriedTunnel): boolean {
  return failures > 0 && failures < FAILURES;
}

const SHOWN = 3;

/** One for each site that has endpoints that fail. */
export function tunnelAlarms(site: string, tunnels: readonly TriedTunnel[]): readonly NewAlarm[] {
  return [...Map.groupBy(tunnels, (tunnel) => tunnel.site)].flatMap(([other, all]) => {
    const failing = all.filter(isFailing);
    if (failing.length === 0) return [];
    const shown = failing.slice(0, SHOWN).map(({ vtep, why }) => `${vtep}: ${why}`);
    const more = failing.length > SHOWN ? `; and ${failing.length - SHOWN} more` : "";
    return [
      {
        id: `network.tunnel/${site}/${other}`,
        severity: "major" as const,
        site,
        cause: `From ${site} ${failing.length} of ${all.length} tunnel endpoints of ${other} are not reached as they must be: ${shown.join("; ")}${more}. Frames to machines there may be lost.`,
        next: "multisite network status",
      },
    ];
  });
}
