import { MultisiteError } from "@multisite/kernel/errors";
import type { StarRunName } from "./types.ts";

const INSTEAD: Readonly<Record<StarRunName, string>> = {
  "move-replica": "every replica follows the writer by itself; there is nothing to move",
  "add-replica":
    "put it into the document (`multisite star apply FILE`), then `multisite site invite NODE` and `multisite site join WORD`",
  "remove-replica": "stop its services, then take it out of the document (`multisite star apply FILE`)",
  "promote-replica": 'use `multisite star takeover --dry-run --reason "..."` on the node that shall take writes',
  "declare-primary": 'use `multisite star takeover --dry-run --reason "..."` on the node that shall take writes',
  rebuild: "a node whose data differ makes them anew by itself",
  release: "no node is set aside for an operator to decide; look at `multisite star status`",
  replay: "nothing that was acknowledged is lost, so there is nothing to write again",
  "add-site":
    "put it into the document (`multisite star apply FILE`), then `multisite site invite NODE` and `multisite site join WORD`",
  "remove-site":
    'take it out of the document (`multisite star apply FILE`), or shut it out (`multisite site evict SITE --dry-run --reason "..."`)',
};

/** Runs are of stars on MariaDB; on the embedded engine there is another way to each. */
export function otherEngine(name: StarRunName): MultisiteError {
  return new MultisiteError("agent.run.engine", `There is no ${name} on the embedded engine: ${INSTEAD[name]}.`);
}
