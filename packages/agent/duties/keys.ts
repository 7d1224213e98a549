import { type Ceremony, type KeyFinding, verifyKeys } from "@multisite/identity/star";
import type { NewAlarm } from "@multisite/kernel/alarms";
import type { AgentPorts } from "../agent/types.ts";

/** Compares what the ceremony says with disk, rendered directories and processes, read anew. */
export function findKeys({ home, board }: AgentPorts, ceremony: Pick<Ceremony, "view">): readonly KeyFinding[] {
  return verifyKeys({ home: home.directory, view: ceremony.view(), board, isAlive: () => true });
}

/**
 * What is wrong with the keys of this host, and statements that nobody may believe, become alarms when they are still so at the next
 * look: keys on their way are no fault.
 */
export function createKeysWatch(ports: AgentPorts, ceremony: Pick<Ceremony, "view" | "troubles" | "rejected">): () => void {
  const { alarms, links } = ports;
  let before: ReadonlySet<string> = new Set();
  return () => {
    const found = keyAlarms(ports, ceremony);
    alarms.settle(
      `star.keys/${links.self.node}/`,
      found.filter(({ id }) => before.has(id)),
    );
    before = new Set(found.map(({ id }) => id));
  };
}

function keyAlarms(ports: AgentPorts, ceremony: Pick<Ceremony, "view" | "troubles" | "rejected">): readonly NewAlarm[] {
  const { site, node } = ports.links.self;
  const troubles = ceremony.troubles().map(({ step, about, cause }) => ({
    id: `star.keys/${node}/${step}/${about}`,
    severity: "major" as const,
    site,
    cause: `The ceremony cannot do "${step}" for ${about} on ${node}: ${cause}`,
    next: `multisite keys verify on ${node}`,
  }));
  const findings = findKeys(ports, ceremony).map(({ severity, about, found, next }) => ({
    id: `star.keys/${node}/${about}`,
    severity,
    site,
    cause: `${about}: ${found}`,
    next,
  }));
  const forged = ceremony.rejected().filter(({ reason }) => reason !== "not understood");
  const rejected = [...new Set(forged.map(({ by }) => by))].map((by) => ({
    id: `star.keys/${node}/rejected/${by}`,
    severity: "major" as const,
    site,
    cause: `Somebody says things of keys in the name of ${by} that it may not say, or did not sign; they are not believed.`,
    next: `look at the host of ${by}; if it was captured: multisite site evict`,
  }));
  return [...troubles, ...findings, ...rejected];
}
