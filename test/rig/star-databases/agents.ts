import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  createMariadbReplication,
  findNode,
  type LocalStar,
  type MariadbReplication,
} from "../../../packages/identity/star/index.ts";
import { openAlarms } from "../../../packages/kernel/alarms/index.ts";
import { systemClock } from "../../../packages/kernel/clock/index.ts";
import { silentLog } from "../../../packages/kernel/log/index.ts";
import { createSimulatedPeers } from "../../../packages/kernel/peers/index.ts";
import { createSeededRandom } from "../../../packages/kernel/random/index.ts";

/** The replication of some nodes as their agents run it, with links between them that are never cut. */
export async function startReplication(
  star: LocalStar,
  names: readonly string[],
): Promise<ReadonlyMap<string, MariadbReplication>> {
  const peers = createSimulatedPeers({ clock: systemClock, random: createSeededRandom(1) });
  const all = new Map<string, MariadbReplication>();
  for (const name of names) {
    const home = join(star.node(name).home, "agent");
    mkdirSync(home, { recursive: true });
    const replication = createMariadbReplication({
      ...star.access(name),
      star: () => star.star,
      links: peers.join({ site: findNode(star.star, name)?.site.name ?? "", node: name }),
      schemas: ["keystone"],
      home,
      clock: systemClock,
      log: silentLog,
      alarms: openAlarms({ path: undefined, clock: systemClock }),
      settings: { tickMs: 200, askMs: 1000 },
    });
    all.set(name, replication);
    await replication.start();
  }
  return all;
}
