import { findNode, servingNodesOf } from "@multisite/identity/star";
import { messageOf } from "@multisite/kernel/errors";
import type { AgentPorts } from "../agent/types.ts";
import { WAIT_SUBJECT, type WaitQuestion } from "./types.ts";

/** How long the answer to a write is held; a node that is slower reads from a master until it has caught up. */
const HOLD_MS = 1000;

/** Waits until all serving nodes of this site have reached the position, but no longer than {@link HOLD_MS}. */
export async function waitInSite(ports: AgentPorts, position: string): Promise<void> {
  const { document, links } = ports;
  const site = findNode(document.current(), links.self.node)?.site;
  const question: WaitQuestion = { position, timeoutMs: HOLD_MS };
  await Promise.all(
    (site === undefined ? [] : servingNodesOf(site)).map(async ({ name }) => {
      if (name === links.self.node) await waitHere(ports, question);
      else await askToWait(ports, name, question);
    }),
  );
}

/** A node that is gone is not waited for: it reconciles before it serves again. */
async function askToWait({ links, log }: AgentPorts, node: string, question: WaitQuestion): Promise<void> {
  await links.ask(node, WAIT_SUBJECT, question, { timeoutMs: 2 * HOLD_MS }).catch((thrown: unknown) => {
    log.debug({ node, reason: messageOf(thrown) }, "a node of this site was not waited for");
  });
}

/** Whether this node has reached it in time; if not, its identity service is told to read from a master until it has. */
async function waitHere({ replication, board }: AgentPorts, { position, timeoutMs }: WaitQuestion): Promise<boolean> {
  const reached = await replication.waitFor(position, timeoutMs);
  if (!reached) board.set("behind", { position });
  return reached;
}

export function answerWaits(ports: AgentPorts): void {
  ports.links.answer(WAIT_SUBJECT, async (body) => ({ reached: await waitHere(ports, body as WaitQuestion) }));
}
