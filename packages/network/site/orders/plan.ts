import { isDeepStrictEqual } from "node:util";
import { messageOf } from "@multisite/kernel/errors";
import type { StretchedNetwork } from "../../document/index.ts";
import { gatherFacts } from "../../facts/index.ts";
import type { SiteFacts } from "../../preflight/index.ts";
import { decideProvision, lookHere } from "../../provision/index.ts";
import type { SiteCloud, SitePlan } from "../types.ts";
import type { SiteWorld } from "./types.ts";
import { wantedHere } from "./wanted.ts";

/** What the site says of itself before a network is made or changed; nothing is. */
export async function planHere(world: SiteWorld, network: StretchedNetwork): Promise<SitePlan> {
  const { site, cloud, kept } = world;
  const projectId = await cloud.findProject(network.project);
  const [facts, seen, bus] = await Promise.all([
    gatherFacts(cloud.neutron, { site, network, projectId }),
    lookHere(cloud.neutron, { network, site }),
    askBus(cloud),
  ]);
  const has = kept.get(network.name);
  const vni = network.vni ?? has?.vni;
  return {
    site,
    facts: { ...facts, bus },
    plan: decideProvision(wantedHere(world, { network, projectId, ...(vni === undefined ? {} : { vni }) }), seen),
    inForce:
      has === undefined
        ? null
        : {
            generation: has.network.generation,
            isSame: isSameDocument(has.network, network),
            phase: has.phase,
            vni: has.vni ?? null,
          },
  };
}

/** Whatever the order of their keys; what was kept has been through JSON. */
export function isSameDocument(one: StretchedNetwork, other: StretchedNetwork): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)));
}

/** What Neutron's own agents ask for the same reason (neutron/agent/rpc.py, `has_alive_neutron_server`). */
async function askBus({ bus }: SiteCloud): Promise<SiteFacts["bus"]> {
  try {
    await bus.call(
      { exchange: "neutron", topic: "q-reports-plugin", version: "1.0" },
      "has_alive_neutron_server",
      {},
      { timeoutMs: 5000 },
    );
    return "reachable";
  } catch (thrown) {
    return { problem: messageOf(thrown) };
  }
}
