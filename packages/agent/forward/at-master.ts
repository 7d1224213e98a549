import type { ForwardedRequest } from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import type { AgentPorts } from "../agent/types.ts";
import { FORWARD_SUBJECT, type MasterAnswer } from "./types.ts";

/** A master's identity service answers what came in elsewhere; its own authentication and policy decide, as for any client. */
export function answerForwards({ links, identity, replication }: AgentPorts): void {
  links.answer(FORWARD_SUBJECT, async (body): Promise<MasterAnswer> => {
    if (replication.role() !== "writer") {
      throw new MultisiteError("agent.forward.no_writer", `The node ${links.self.node} takes no writes now.`);
    }
    const answer = await identity(body as ForwardedRequest);
    return { ...answer, position: await replication.position() };
  });
}
