import type { ForwardedAnswer, ForwardedRequest } from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import type { AgentPorts } from "../agent/types.ts";
import { FORWARD_SUBJECT, type MasterAnswer } from "./types.ts";
import { waitInSite } from "./wait-in-site.ts";

/** A request that has reached a master may take so long there: password hashes, cascades. */
const ANSWER_LIMIT_MS = 20_000;

/** Errors after which it is certain that nothing was done. */
const NOT_DONE = new Set(["kernel.peers.unreachable", "kernel.peers.refused", "agent.forward.no_writer"]);

/**
 * Sends a request to the nearest live master. Another one is asked only when it is certain that the first has done nothing; the
 * answer is held until this site's serving nodes have what was written.
 */
export async function forwardToMaster(ports: AgentPorts, request: ForwardedRequest): Promise<ForwardedAnswer> {
  const { links, replication, log } = ports;
  for (const master of replication.writers().filter((node) => node !== links.self.node)) {
    try {
      const reply = await links.ask(master, FORWARD_SUBJECT, request, { timeoutMs: ANSWER_LIMIT_MS });
      const { position, ...answer } = reply as MasterAnswer;
      if (isChange(request)) await waitInSite(ports, position);
      return { ...answer, answeredBy: master };
    } catch (thrown) {
      const code = thrown instanceof MultisiteError ? thrown.code : "";
      log.warn({ master, code, reason: String(thrown) }, "a master did not answer a forwarded request");
      if (!NOT_DONE.has(code) && isChange(request)) throw writeUnknown(master, thrown);
    }
  }
  throw new MultisiteError(
    "identity.star.no_master",
    "No master site can be reached from here, so nothing can be changed now. Logins and validations go on; try again later.",
  );
}

function isChange({ method }: ForwardedRequest): boolean {
  return method !== "GET" && method !== "HEAD";
}

function writeUnknown(master: string, cause: unknown): MultisiteError {
  return new MultisiteError(
    "identity.star.write_unknown",
    `The link to the master ${master} broke before its answer came, so it is not known whether the change was made. Look, and make it again if not.`,
    { cause },
  );
}
