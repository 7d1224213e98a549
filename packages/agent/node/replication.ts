import { createEmbeddedReplication, type EmbeddedOptions, type EmbeddedReplication } from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import type { PeerLinks } from "@multisite/kernel/peers";
import type { AgentReplication } from "../agent/types.ts";
import type { OpenedNode } from "../home/open.ts";

/** Replication of the engine that the star's document names. */
export function replicationOf(opened: OpenedNode): AgentReplication {
  const { engine } = opened.document.current();
  if (engine === "embedded") return embeddedReplication(opened);
  throw new MultisiteError("agent.engine", `The engine ${engine} is not driven by this version of the agent.`);
}

/** Of the embedded engine, with what only it can do. */
export interface EmbeddedAgentReplication extends AgentReplication {
  readonly embedded: EmbeddedReplication;
}

/** What replication is made of on the embedded engine. */
type EmbeddedParts = Pick<OpenedNode, "home" | "document" | "clock" | "log" | "alarms"> & { readonly links: PeerLinks };

/** @param more of a simulation: where it slows down, dies, or spares the disk */
export function embeddedReplication(
  { home, links, document, clock, log, alarms }: EmbeddedParts,
  more: Pick<EmbeddedOptions, "durability" | "step" | "settings"> = {},
): EmbeddedAgentReplication {
  const replication = createEmbeddedReplication({
    self: links.self,
    star: () => document.current(),
    links,
    databasePath: home.identityDatabase,
    home: home.directory,
    clock,
    log,
    alarms,
    ...more,
  });
  let isRestored = false;
  return {
    ...replication,
    embedded: replication,
    writers() {
      const { writer } = replication.state();
      return writer === undefined ? [] : [writer];
    },
    markRestored() {
      if (isRestored) return;
      isRestored = true;
      replication.markRestored();
    },
    takeOver: (options) => replication.takeover(options),
    confirm: (mark) => replication.confirm(mark),
    writesNow: () => replication.state().writes,
    fence: () => replication.state().fence,
  };
}
