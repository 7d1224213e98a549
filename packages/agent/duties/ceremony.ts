import {
  type Ceremony,
  ceremonySettings,
  createCeremony,
  findNode,
  type IdentityStar,
  mastersOf,
} from "@multisite/identity/star";
import type { AgentPorts } from "../agent/types.ts";

/** A first master that was silent for so long has the next one make keys. */
const MAKER_SILENT_MS = 60_000;

/** Whether this node makes keys when there are too few: the first master, or the next while that one is away. Pure. */
export function isKeyMaker(star: IdentityStar, self: string, heardFrom: ReadonlyMap<string, number>, nowMs: number): boolean {
  const masters = mastersOf(star).map(({ node }) => node.name);
  const mine = masters.indexOf(self);
  const isAway = (node: string): boolean => nowMs - (heardFrom.get(node) ?? Number.NEGATIVE_INFINITY) > MAKER_SILENT_MS;
  return mine >= 0 && masters.slice(0, mine).every(isAway);
}

/** What the ceremony sees of the host besides its disk. */
export interface CeremonyHost {
  heardFrom(): ReadonlyMap<string, number>;
  clockErrorMs(): number | undefined;
}

/** This node's part in the ceremony, with the settings of the document that is in force. */
export function takePartInCeremony(ports: AgentPorts, host: CeremonyHost): Ceremony {
  const { store, links, clock, random, document } = ports;
  const me = links.self.node;
  return createCeremony({
    ...ports.ceremony,
    me,
    store,
    clock,
    random,
    settings: () => ceremonySettings(document.current().keys),
    local() {
      const star = document.current();
      return {
        fence: ports.fence.silence(),
        clockErrorMs: host.clockErrorMs(),
        isMaker: isKeyMaker(star, me, host.heardFrom(), clock.nowMs()),
        isCanary: star.keys.canary?.site === findNode(star, me)?.site.name,
      };
    },
  });
}
