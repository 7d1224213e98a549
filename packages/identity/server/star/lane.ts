import { recordedHere, withRecordedChanges } from "@multisite/kernel/changes";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Reply, Route } from "../../api/http/route.ts";
import { isForMaster } from "../../auth/login/require-writer.ts";
import type { Identity } from "../../identity.ts";
import type { Host } from "../../star/host/open.ts";
import type { HostState } from "../../star/host/state.ts";
import { decide } from "./decide.ts";
import { fenced, isNotDone, noMaster } from "./errors.ts";
import { bearsDeniedToken, isDisabling, noteDenial, noteRevocation } from "./note-facts.ts";
import { FORWARDED, type SentAnswer, sendAnswer, toForwardedRequest } from "./travel.ts";
import { type Where, whereOf } from "./where.ts";

/** Answers a request here; `canWrite` as {@link Exchange.canWrite}. */
type AnswerHere = (canWrite: boolean) => Promise<Reply>;

/** Brings each request to where it can be answered. */
export interface StarLane {
  /** Before anything of a request is looked at. @throws KeystoneError 503 of a node that is fenced */
  admit(request: FastifyRequest): void;
  answer(route: Route, request: FastifyRequest, here: AnswerHere): Promise<Reply | SentAnswer>;
}

/** What answers while the node is fenced: it says that the process lives, and why it is not ready. */
const HEALTH: ReadonlySet<string> = new Set(["/healthcheck", "/ready"]);

/** For a node of a star. The state of the host is looked at once for each request. */
export function createStarLane(identity: Identity, host: Host): StarLane {
  const states = new WeakMap<FastifyRequest, HostState>();

  async function askMaster(request: FastifyRequest): Promise<SentAnswer> {
    const answer = await host.agent.forward(toForwardedRequest(request));
    identity.log.debug({ requestId: request.id, answeredBy: answer.answeredBy, status: answer.status }, "answered by a master");
    return { sent: answer };
  }

  /** Undefined when no master can be reached. */
  async function tryMaster(where: Where, request: FastifyRequest): Promise<SentAnswer | undefined> {
    const answer = await askMaster(request).catch((thrown: unknown) => {
      if (!isNotDone(thrown) && !mayBeDoneAgain(where, request)) throw thrown;
      identity.log.info({ requestId: request.id, err: thrown }, "no master has answered");
      return undefined;
    });
    if (answer && where === "denial") noteDenial(identity, request, answer.sent);
    if (answer && where === "revocation") noteRevocation(identity, request, answer.sent);
    return answer;
  }

  async function confirmed(work: () => Promise<Reply>): Promise<Reply> {
    return withRecordedChanges(async () => {
      try {
        return await work();
      } finally {
        const mark = recordedHere();
        if (mark?.needsConfirmation) await host.agent.confirm(mark);
      }
    });
  }

  /** A login that finds out on its way that it must write. */
  async function answerHere(request: FastifyRequest, state: HostState, canWrite: boolean, here: AnswerHere) {
    return confirmed(() => here(canWrite)).catch(async (thrown: unknown) => {
      if (!isForMaster(thrown)) throw thrown;
      if (state.writes !== "forward" || isForwarded(request)) throw noMaster();
      return askMaster(request).catch((failed: unknown) => {
        throw isNotDone(failed) ? noMaster(failed) : failed;
      });
    });
  }

  return {
    admit(request) {
      const state = host.states.now();
      states.set(request, state);
      const [path = ""] = (request.raw.url ?? "/").split("?");
      if (state.fence && !HEALTH.has(path)) throw fenced(state.fence);
    },
    async answer(route, request, here) {
      const state = states.get(request) ?? host.states.now();
      const where = whereOf(route);
      const decision = decide(where, state, isForwarded(request));
      if (decision === "refuse") throw noMaster();
      if (decision === "master-or-here" && bearsDeniedToken(identity, request)) return answerHere(request, state, true, here);
      if (decision === "here" || decision === "facts-only") return answerHere(request, state, decision === "here", here);
      const answer = await tryMaster(where, request);
      if (answer) return answer;
      if (decision === "master-or-refuse") throw noMaster();
      return answerHere(request, state, decision === "master-or-here", here);
    },
  };
}

/** Here, whatever became of it at the master. */
function mayBeDoneAgain(where: Where, request: FastifyRequest): boolean {
  return where === "denial" ? isDisabling(request) : where !== "change";
}

function isForwarded(request: FastifyRequest): boolean {
  return request.headers[FORWARDED] !== undefined;
}

/** Sends what {@link StarLane.answer} gave, when it came from a master. */
export function isSentAnswer(answer: Reply | SentAnswer): answer is SentAnswer {
  return "sent" in answer;
}

export function sendForwarded(reply: FastifyReply, { sent }: SentAnswer): FastifyReply {
  return sendAnswer(reply, sent);
}
