import { KEY_PURPOSES, signingKeyOf } from "@multisite/identity/star";
import { contentsOf } from "./contents.ts";
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
    ...differingContents(running),
    ...differing("documents", running, (node) => String(node.agent.ports.document.current().generation)),
    ...KEY_PURPOSES.flatMap((purpose) =>
      differing(`${purpose} keys to sign with`, running, ({ agent, name }) => {
        const view = agent.ceremony.view();
        return signingKeyOf(view, purpose, name)?.keyId ?? "none";
      }),
    ),
  ];
}

function differingContents(nodes: readonly SimulatedNode[]): readonly string[] {
  const contents = new Map(nodes.map(({ name, home }) => [name, contentsOf(home)]));
  const parts = new Set([...contents.values()].flatMap((each) => [...each.keys()]));
  return [...parts].flatMap((part) => differing(part, nodes, ({ name }) => contents.get(name)?.get(part) ?? "none"));
}

function differing(what: string, nodes: readonly SimulatedNode[], of: (node: SimulatedNode) => string): readonly string[] {
  const values = nodes.map((node) => of(node));
  return new Set(values).size === 1
    ? []
    : [`nodes have different ${what}: ${nodes.map(({ name }, index) => `${name}: ${values[index]}`).join(", ")}`];
}
