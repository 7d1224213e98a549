import {
  type Ceremony,
  ceremonySettings,
  createCeremony,
  type ExplainLocal,
  explainKeys,
  findNode,
  type IdentityStar,
  type KeyStatus,
  type KeysExplanation,
  keyStatus,
  type LocalState,
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

/** What the ceremony goes by besides the keys. */
function localState({ document, links, clock, fence }: AgentPorts, host: CeremonyHost): Omit<LocalState, "onDisk" | "loaded"> {
  const star = document.current();
  const me = links.self.node;
  return {
    fence: fence.silence(),
    clockErrorMs: host.clockErrorMs(),
    isMaker: isKeyMaker(star, me, host.heardFrom(), clock.nowMs()),
    isCanary: star.keys.canary?.site === findNode(star, me)?.site.name,
  };
}

/** This node's part in the ceremony, with the settings of the document that is in force. */
export function takePartInCeremony(ports: AgentPorts, host: CeremonyHost): Ceremony {
  const { store, links, clock, random, document } = ports;
  return createCeremony({
    ...ports.ceremony,
    me: links.self.node,
    store,
    clock,
    random,
    settings: () => ceremonySettings(document.current().keys),
    local: () => localState(ports, host),
  });
}

function wholeState(ports: AgentPorts, host: CeremonyHost): ExplainLocal {
  const { disk, loaded } = ports.ceremony;
  const onDisk = disk.list();
  return { ...localState(ports, host), onDisk, loaded: loaded(onDisk), heardFrom: host.heardFrom() };
}

/** How far each key is, as this node knows it, and what what comes next waits for. */
export function explainCeremony(ports: AgentPorts, host: CeremonyHost, ceremony: Pick<Ceremony, "view">): KeysExplanation {
  const { document, clock } = ports;
  return explainKeys(ceremony.view(), wholeState(ports, host), ceremonySettings(document.current().keys), clock.nowMs());
}

/** The same in short, for the status of the star. */
export function keysOfNode(ports: AgentPorts, host: CeremonyHost, ceremony: Pick<Ceremony, "view">): readonly KeyStatus[] {
  const { document, clock } = ports;
  return keyStatus(ceremony.view(), wholeState(ports, host), ceremonySettings(document.current().keys), clock.nowMs());
}
