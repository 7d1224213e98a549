import { isPeerFailure } from "@multisite/kernel/peers";
import { membersOf } from "../../topology/queries.ts";
import { answer, ask } from "../messages/subjects.ts";
import { type EmbeddedNode, Stopped } from "../node/node.ts";
import type { NodeReport } from "../types.ts";

/** Who is greeted hears what the greeting node says of itself, and answers with the same. */
export function serveGreetings(node: EmbeddedNode): void {
  answer(node, "hello", () => ({}));
}

/** Reports of all other nodes that can be reached. */
export async function greetAll(node: EmbeddedNode): Promise<readonly NodeReport[]> {
  return greet(node, othersOf(node));
}

export function othersOf(node: EmbeddedNode): readonly string[] {
  return membersOf(node.options.star())
    .map((member) => member.node.name)
    .filter((name) => name !== node.name);
}

export async function greet(node: EmbeddedNode, names: readonly string[]): Promise<readonly NodeReport[]> {
  const answers = await Promise.all(names.map((name) => askOne(node, name)));
  return answers.filter((report) => report !== undefined);
}

async function askOne(node: EmbeddedNode, name: string): Promise<NodeReport | undefined> {
  try {
    return (await ask(node, name, "hello", {})).report;
  } catch (thrown) {
    if (thrown instanceof Stopped) throw thrown;
    if (!isPeerFailure(thrown)) node.options.log.warn({ err: thrown, asked: name }, "another node does not answer as it should");
    return undefined;
  }
}
