import { DatabaseSync } from "node:sqlite";
import { KEY_PURPOSES, signingKeyOf } from "@multisite/identity/star";
import { tableChecksums } from "@multisite/kernel/changes";
import type { SimulatedNode } from "./node.ts";
import type { SimulatedStar } from "./star.ts";

/** What keeps the star from being whole again; empty when nothing does. */
export function whatIsNotHealed(star: SimulatedStar): readonly string[] {
  const nodes = star.names.map((name) => star.nodes.get(name));
  const down = star.names.filter((_, index) => nodes[index] === undefined);
  if (down.length > 0) return down.map((name) => `${name} is down`);
  const running = nodes as SimulatedNode[];
  const fenced = running.flatMap((node) => (node.fence() === undefined ? [] : [`${node.name} is fenced: ${node.fence()}`]));
  const writers = running.filter((node) => node.agent.ports.replication.writesNow() === "here").map(({ name }) => name);
  return [
    ...fenced,
    ...(writers.length === 1 ? [] : [`${writers.length} nodes take writes (${writers.join(", ")})`]),
    ...differing("contents", running, contentsOf),
    ...differing("documents", running, (node) => String(node.agent.ports.document.current().generation)),
    ...KEY_PURPOSES.flatMap((purpose) =>
      differing(`${purpose} keys to sign with`, running, ({ agent, name }) => {
        const view = agent.ceremony.view();
        return signingKeyOf(view, purpose, name)?.keyId ?? "none";
      }),
    ),
  ];
}

function differing(what: string, nodes: readonly SimulatedNode[], of: (node: SimulatedNode) => string): readonly string[] {
  const values = nodes.map((node) => of(node));
  return new Set(values).size === 1
    ? []
    : [`nodes have different ${what}: ${values.map((value) => value.slice(0, 12)).join(", ")}`];
}

/** One text that is the same for equal identity data. */
function contentsOf({ home }: SimulatedNode): string {
  return reading(home.identityDatabase, (database) => {
    const newest = database.prepare("SELECT chain_hash FROM multisite_change ORDER BY sequence DESC LIMIT 1").get();
    return JSON.stringify([newest, tableChecksums(database)]);
  });
}

/** IDs of all projects in the node's identity data. */
export function projectsOf({ home }: Pick<SimulatedNode, "home">): ReadonlySet<string> {
  return reading(home.identityDatabase, (database) => {
    const rows = database.prepare("SELECT id FROM project").all() as { id: string }[];
    return new Set(rows.map(({ id }) => id));
  });
}

function reading<Result>(path: string, read: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return read(database);
  } finally {
    database.close();
  }
}
