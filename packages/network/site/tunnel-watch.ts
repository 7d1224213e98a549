import type { Alarms } from "@multisite/kernel/alarms";
import type { Clock } from "@multisite/kernel/clock";
import { isTunnelAddress } from "../addresses/index.ts";
import { type Connector, createWaker, type RemoteEndpoint } from "../connector/index.ts";
import {
  isDoubted,
  isFailing,
  noteTried,
  packetBytesOf,
  type TriedTunnel,
  type TunnelProbe,
  tunnelAlarms,
} from "../tunnels/index.ts";
import type { SiteCloud, TunnelLook } from "./types.ts";

/** Tries the endpoints that are in use, again and again, gently. */
export interface TunnelWatch {
  start(): void;
  looks(): readonly TunnelLook[];
  stop(): void;
}

interface Watched {
  readonly site: string;
  readonly cloud: Pick<SiteCloud, "probe" | "neutron">;
  readonly connector: Pick<Connector, "endpoints">;
  readonly clock: Clock;
  readonly alarms: Pick<Alarms, "settle">;
}

const ROUND_MS = 60_000;
/** When one was wrong for the first time. */
const AGAIN_MS = 15_000;

export function createTunnelWatch({ site, cloud, connector, clock, alarms }: Watched): TunnelWatch {
  const prefix = `network.tunnel/${site}/`;
  const pause = createWaker(clock);
  let tried: ReadonlyMap<string, TriedTunnel> = new Map();
  let isStopped = false;

  async function run(probe: NonNullable<SiteCloud["probe"]>): Promise<void> {
    while (!isStopped) {
      await pause.wait([...tried.values()].some(isDoubted) ? AGAIN_MS : ROUND_MS);
      if (isStopped) break;
      const inUse = connector.endpoints().filter(({ vtep }) => isTunnelAddress(vtep));
      tried = noteTried(tried, inUse, await tryAll(inUse, probe), clock.nowMs());
      if (!isStopped) alarms.settle(prefix, tunnelAlarms(site, [...tried.values()]));
    }
  }

  /** Each with packets as large as the widest network sends there; a Neutron that cannot be asked for that is an alarm of its own. */
  async function tryAll(
    inUse: readonly RemoteEndpoint[],
    probe: NonNullable<SiteCloud["probe"]>,
  ): Promise<readonly TunnelProbe[]> {
    const ids = [...new Set(inUse.flatMap(({ networkIds }) => networkIds))];
    const networks = ids.length === 0 ? [] : await cloud.neutron.networks.list({ id: ids }).catch(() => []);
    const mtus = new Map(networks.flatMap(({ id, mtu }) => (mtu ? [[id, mtu]] : [])));
    const bytesOf = ({ networkIds }: RemoteEndpoint): number | null => {
      const known = networkIds.flatMap((id) => mtus.get(id) ?? []);
      return known.length === 0 ? null : packetBytesOf(Math.max(...known));
    };
    const groups = [...Map.groupBy(inUse, bytesOf)];
    const found = await Promise.all(
      groups.map(([bytes, all]) =>
        probe(
          all.map(({ vtep }) => vtep),
          bytes,
        ),
      ),
    );
    return found.flat();
  }

  return {
    start() {
      if (cloud.probe !== undefined) void run(cloud.probe);
    },
    looks: () =>
      [...tried.values()].map((one) => ({
        site: one.site,
        vtep: one.vtep,
        state: one.state,
        why: one.why,
        triedAgoMs: clock.nowMs() - one.triedAtMs,
        isFailing: isFailing(one),
      })),
    stop() {
      isStopped = true;
      pause.wake();
      alarms.settle(prefix, []);
    },
  };
}
