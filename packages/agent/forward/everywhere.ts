import { membersOf } from "@multisite/identity/star";
import type { AgentPorts } from "../agent/types.ts";
import { WAIT_SUBJECT, type WaitQuestion } from "./types.ts";

const WAIT_MS = 5000;

/** Members of the star that have not what this node has now, or cannot say so. A node that is kept behind on purpose is not asked. */
export async function membersWithout({ document, links, replication }: AgentPorts, position: string): Promise<readonly string[]> {
  const question: WaitQuestion = { position, timeoutMs: WAIT_MS };
  const others = membersOf(document.current()).filter(
    ({ node }) => node.name !== links.self.node && node.delaySeconds === undefined,
  );
  const answers = await Promise.all(
    others.map(async ({ node: { name } }) => {
      try {
        const { reached } = (await links.ask(name, WAIT_SUBJECT, question, { timeoutMs: 2 * WAIT_MS })) as { reached: boolean };
        return reached ? undefined : name;
      } catch {
        return name;
      }
    }),
  );
  const own = (await replication.waitFor(position, WAIT_MS)) ? [] : [links.self.node];
  return [...own, ...answers.filter((name) => name !== undefined)];
}
