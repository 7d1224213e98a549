import {
  checkStarText,
  compareStars,
  contentHash,
  type IdentityStar,
  pathText,
  type StarDifference,
} from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import type { Agent } from "../agent/create.ts";
import { publishDocument } from "../document/facts.ts";

export interface AppliedDocument {
  readonly generation: number;
  readonly differences: StarDifference;
}

/**
 * Makes a document the star's, at all nodes as soon as they hear of it.
 *
 * @throws MultisiteError `agent.document.refused`, `identity.star.not_operator`
 */
export function applyDocument({ ports, ceremony }: Agent, text: string, isDryRun: boolean): AppliedDocument {
  const { document, store, clock } = ports;
  const current = document.current();
  const star = requireFit(text, current);
  const differences = compareStars(current, star);
  if (!isDryRun) {
    publishDocument(store, star, clock.nowMs());
    ceremony.say({ says: "document", generation: star.generation, hash: contentHash(star) });
  }
  return { generation: star.generation, differences };
}

function requireFit(text: string, current: IdentityStar): IdentityStar {
  const refused = (why: string): MultisiteError =>
    new MultisiteError("agent.document.refused", `The document is refused: ${why}`);
  const { star, findings } = checkStarText(text);
  const [error] = findings.filter(({ severity }) => severity === "error");
  if (star === undefined || error !== undefined) {
    throw refused(
      error === undefined ? "it cannot be read." : `line ${error.line ?? 0}, ${pathText(error.path)}: ${error.message}`,
    );
  }
  if (star.name !== current.name) throw refused(`this is the star ${current.name}, not ${star.name}.`);
  if (star.generation <= current.generation) {
    throw refused(
      `generation ${current.generation} is in use; a change must have a higher one, such as ${current.generation + 1}.`,
    );
  }
  return star;
}
