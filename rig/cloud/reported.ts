import { setTimeout as delay } from "node:timers/promises";
import { type Access, call } from "@multisite/openstack/session";

const LONGEST_MS = 180_000;

interface CinderServices {
  readonly services: readonly { readonly binary: string; readonly state: "up" | "down"; readonly updated_at: string }[];
}

/** Waits until all of Cinder's services have reported since a time, and its scheduler knows what there is. */
export async function untilCinderReports(access: Access, { sinceMs = 0 } = {}): Promise<void> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < LONGEST_MS) {
    const { services } = await call<CinderServices>(access, { method: "GET", path: "/os-services" });
    const reported = services.filter(({ state, updated_at }) => state === "up" && Date.parse(`${updated_at}Z`) > sinceMs);
    const kinds = new Set(reported.map(({ binary }) => binary));
    const pools = await call<{ readonly pools: readonly unknown[] }>(access, {
      method: "GET",
      path: "/scheduler-stats/get_pools",
    });
    if (kinds.size === 3 && pools.pools.length > 0) return;
    await delay(300);
  }
  throw new Error(`Cinder's services did not report within ${LONGEST_MS / 1000} s.`);
}
