import { letGoHere, openHolders, staleHolders } from "../../packages/agent/network/stale-holders.ts";
import type { Clock } from "../../packages/kernel/clock/index.ts";
import { type FactStore, openFactStore } from "../../packages/kernel/facts/index.ts";
import type { FenceRequest, StaleHolder } from "../../packages/network/floating-ips/index.ts";
import type { StaleHolders } from "../../packages/network/index.ts";
import type { SiteOrder } from "../../packages/network/site/index.ts";
import type { KeptMove } from "../../packages/network/site/kept-moves.ts";
import { obey, type SiteWorld } from "../../packages/network/site/orders/index.ts";
import type { Chance } from "./chance.ts";
import { type Cloud, createCloud } from "./cloud.ts";

/** A site's cloud with the network half of its agent. */
export interface Site {
  readonly name: string;
  readonly cloud: Cloud;
  readonly store: FactStore;
  readonly notes: StaleHolders;
  /** Cut off from all other sites. */
  isCut: boolean;
  order(order: SiteOrder): Promise<unknown>;
  /** Of which this site has not heard that they let go. */
  open(): readonly StaleHolder[];
}

export interface SiteParts {
  readonly name: string;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly onChange: () => void;
  /** Sites with a hook to the upstream router have one. */
  readonly fence?: (request: FenceRequest) => void;
}

const DUTY_MS = 5000;

export function createSite({ name, clock, chance, onChange, fence }: SiteParts): Site {
  const cloud = createCloud(clock, chance, onChange);
  const store = openFactStore({ random: chance.random, path: undefined });
  const kept = new Map<string, KeptMove>();
  const world = {
    site: name,
    clock,
    moves: { get: (address: string) => kept.get(address), put: (move: KeptMove) => void kept.set(move.address, move) },
    cloud: { neutron: cloud.neutron, ...(fence && { fence: async (request: FenceRequest) => fence(request) }) },
  } as unknown as SiteWorld;
  let last: Promise<unknown> = Promise.resolve();
  const order = (one: SiteOrder): Promise<unknown> => {
    if (one.order.startsWith("look")) return obey(world, one);
    const mine = last.then(() => obey(world, one));
    last = mine.catch(() => undefined);
    return mine;
  };
  const duty = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(DUTY_MS);
      await letGoHere(store, name, { order }, () => clock.nowMs()).catch(() => undefined);
    }
  };
  void duty();
  return {
    name,
    cloud,
    store,
    notes: staleHolders(store, () => clock.nowMs()),
    isCut: false,
    order,
    open: () => openHolders(store),
  };
}
