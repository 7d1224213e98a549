import type { Ceremony } from "@multisite/identity/star";
import type { AgentPorts } from "../agent/types.ts";
import { chooseDocument } from "../document/choose.ts";
import { findDocument } from "../document/facts.ts";

/** Takes a newer document of the star into use, durably, as soon as an operator's word for it and its text are here. */
export function followDocument({ document, store, alarms, links, log }: AgentPorts, ceremony: Pick<Ceremony, "view">): void {
  const id = `star.document/two_of_one_generation/${links.self.node}`;
  const decision = chooseDocument(document.current(), ceremony.view().documents, (hash) => findDocument(store, hash));
  if (decision.do === "take") {
    document.take(decision.star);
    log.info({ generation: decision.star.generation }, "a newer document of the star is in use");
  }
  if (decision.do !== "alarm") {
    alarms.clear(id);
    return;
  }
  alarms.raise({
    id,
    severity: "major",
    site: links.self.site,
    cause: `There are two documents of generation ${decision.generation} of the star, which differ: two people changed it at once. No node takes either.`,
    next: `multisite star apply FILE, with a document of generation ${decision.generation + 1} that says what both wanted`,
  });
}
