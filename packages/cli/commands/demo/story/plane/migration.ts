import { SHADOW_OWNER, shadowHost } from "@multisite/network";
import { PLANE_SITES } from "../../plane/cast.ts";
import type { Step } from "../types.ts";
import { formatMs, timeUntil } from "../wait.ts";
import { noneLost, type PlaneScene } from "./scene.ts";

const WATCH_MS = 1000;

/** A port gets another tunnel endpoint, and its remote ports follow. */
export function migration(scene: PlaneScene): readonly Step[] {
  const { clouds, clock, instances } = scene;
  const others = PLANE_SITES.filter(({ name }) => name !== "north");
  const target = PLANE_SITES.find(({ name }) => name === "north")?.hosts[1];
  const { name: host = "", vtep = "" } = target ?? {};

  async function leadsThere(site: string, key: string): Promise<boolean> {
    const [port] = await clouds.client(site).ports.list({ device_owner: SHADOW_OWNER, device_id: key });
    return port?.["binding:host_id"] === shadowHost(vtep) && port.status === "ACTIVE";
  }

  return [
    {
      title: `hss-b migrates to ${host} of north`,
      async run(tell) {
        const pair = scene.pair("hss-a", "hss-b");
        const { portId, site } = scene.machine("hss-b");
        pair.count();
        await instances.migrate(scene.machine("hss-b"), host);
        const followed = timeUntil(clock, `remote ports of hss-b lead to ${vtep}`, async () => {
          const there = await Promise.all(others.map(({ name }) => leadsThere(name, `${site}/${portId}`)));
          return there.every(Boolean);
        });
        const awayMs = await followed.then(async (tookMs) => tookMs + (await pair.untilAlive()));
        const { sent, lost } = pair.count();
        if (lost > 0) tell.now(`${lost} of ${sent} heartbeats were lost`);
        noneLost(await scene.watch(pair, WATCH_MS, tell), "after the migration");
        const sites = others.map(({ name }) => name).join(" and ");
        return `its remote ports in ${sites} lead to ${vtep}; ${lost} of ${sent} heartbeats were lost in ${formatMs(awayMs)}, none since`;
      },
    },
  ];
}
