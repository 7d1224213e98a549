import { CEREMONY_ALARMS, type Ceremony, ceremonyAlarms, type KeyFinding, verifyKeys } from "@multisite/identity/star";
import type { NewAlarm } from "@multisite/kernel/alarms";
import type { AgentPorts } from "../agent/types.ts";

/** Compares what the ceremony says with disk, rendered directories and processes, read anew. */
export function findKeys({ home, board }: AgentPorts, ceremony: Pick<Ceremony, "view">): readonly KeyFinding[] {
  return verifyKeys({ home: home.directory, view: ceremony.view(), board, isAlive: () => true });
}

/**
 * What is wrong with the keys of this host, and statements that nobody may believe, are alarms. What the comparison finds becomes one
 * when it is still so at the next look: keys on their way are no fault.
 */
export function createKeysWatch(ports: AgentPorts, ceremony: Pick<Ceremony, "view" | "troubles" | "rejected">): () => void {
  const { alarms, links } = ports;
  const { site, node } = links.self;
  const prefix = `star.keys/${node}/`;
  let before: ReadonlySet<string> = new Set();
  return () => {
    alarms.settle(CEREMONY_ALARMS, ceremonyAlarms({ node, site, disk: ports.ceremony.disk, ceremony }));
    const found = findKeys(ports, ceremony).map((finding) => toAlarm(site, prefix, finding));
    alarms.settle(
      prefix,
      found.filter(({ id }) => before.has(id)),
    );
    before = new Set(found.map(({ id }) => id));
  };
}

function toAlarm(site: string, prefix: string, { severity, about, found, next }: KeyFinding): NewAlarm {
  return { id: `${prefix}${about}`, severity, site, cause: `${about}: ${found}`, next };
}
