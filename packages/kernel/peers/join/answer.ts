import { createHash } from "node:crypto";
import type { Clock } from "../../clock/index.ts";
import { MultisiteError } from "../../errors/index.ts";
import type { Authority, InvitationRow } from "../../pki/authority/index.ts";
import { readRequest } from "../../pki/certificates/index.ts";
import { verifySignature } from "../../seal/index.ts";
import type { StrangerConnection, TlsPeers } from "../tls/index.ts";
import { type Attempts, createAttempts } from "./attempts.ts";
import { JOIN_SUBJECT, type JoinAnswer, type JoinQuestion, proofText } from "./types.ts";

/** A host that was not let in, for an alarm. */
export interface RefusedJoin {
  readonly code: string;
  readonly message: string;
  readonly address: string;
  /** Whose invitation it came with; undefined when there is no such invitation. */
  readonly invited: { readonly site: string; readonly node: string } | undefined;
  /** With this invitation. */
  readonly wrongAttempts: number;
}

export interface AnswerJoinsOptions {
  readonly links: TlsPeers;
  readonly authority: Authority;
  readonly clock: Clock;
  /**
   * Looks at what the host tells of itself, and gives what the star tells it; refuses by throwing a MultisiteError. May be asked again
   * for the same host when its answer was lost.
   */
  readonly accept: (about: unknown, whom: { readonly site: string; readonly node: string }) => Promise<unknown>;
  readonly onRefused: (refused: RefusedJoin) => void;
  readonly onJoined?: (whom: { readonly site: string; readonly node: string }) => void;
}

interface Gate {
  readonly attempts: Attempts;
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** From one address, in a minute. */
const MOST_WRONG = 5;
const WINDOW_MS = 60_000;
/** With one invitation, ever. */
const MOST_WRONG_WITH_INVITATION = 10;

/** Lets hosts in that were invited. */
export function answerJoins(options: AnswerJoinsOptions): void {
  const gate = { attempts: createAttempts(options.clock, MOST_WRONG, WINDOW_MS), inTurn: createTurns() };
  options.links.answerStrangers(JOIN_SUBJECT, async (body, connection) => {
    try {
      return await admit(options, gate, body, connection);
    } catch (thrown) {
      if (thrown instanceof MultisiteError) {
        const row = rowOf(options.authority, body);
        options.onRefused({
          code: thrown.code,
          message: thrown.message,
          address: connection.address,
          invited: row && { site: row.site, node: row.node },
          wrongAttempts: row?.wrongAttempts ?? 0,
        });
      }
      throw thrown;
    }
  });
}

async function admit(
  options: AnswerJoinsOptions,
  { attempts, inTurn }: Gate,
  body: unknown,
  { address, binding }: StrangerConnection,
): Promise<JoinAnswer> {
  const { authority, clock } = options;
  const { invitations } = authority.register;
  if (attempts.isTooMany(address)) {
    throw refusal("limit", "There were too many wrong attempts from this address; wait a minute and try again.");
  }
  const question = readQuestion(body);
  if (question.star !== authority.star) {
    throw refusal("star", `This is the star ${authority.star}, and the invitation is to ${question.star}.`);
  }
  const row = invitations.find(question.id);
  if (row === undefined) {
    attempts.countWrong(address);
    throw refusal("unknown", "There is no such invitation; it was withdrawn, or is too old. Ask for another one.");
  }
  if (row.wrongAttempts >= MOST_WRONG_WITH_INVITATION) {
    throw refusal("locked", "Too many came with this invitation and without its secret; it is not valid any more.");
  }
  if (!verifySignature(proofText(binding, question), question.proof, row.verifier)) {
    attempts.countWrong(address);
    invitations.countWrong(row.id);
    throw refusal("secret", "The secret of the invitation is wrong; copy the invitation again as a whole.");
  }
  if (clock.nowMs() > row.expiresAtMs) {
    const at = new Date(row.expiresAtMs).toISOString();
    throw refusal("expired", `The invitation expired at ${at}; ask for another one.`);
  }
  return inTurn(async () => {
    const answer = await admitOnce(options, row, question);
    options.onJoined?.({ site: row.site, node: row.node });
    return answer;
  });
}

/**
 * The key that comes first has the invitation; it may come again, as the answer may have been lost on its way. For one host at a time,
 * so that nothing happens between the steps.
 */
async function admitOnce(
  { authority, accept }: AnswerJoinsOptions,
  { site, node, hosts, id }: InvitationRow,
  { request, about }: JoinQuestion,
): Promise<JoinAnswer> {
  const { invitations } = authority.register;
  const key = createHash("sha256")
    .update(Buffer.from((await readRequest(request)).publicKey.rawData))
    .digest("base64");
  const isFirst = invitations.find(id)?.usedBy === undefined;
  if (!invitations.use(id, key)) {
    throw refusal("used", "The invitation was used by another host; if that was not yours, evict the node that joined with it.");
  }
  let welcome: unknown;
  try {
    welcome = await accept(about, { site, node });
  } catch (thrown) {
    // The host may mend what was wrong with it, and come again, with another key if it likes.
    if (isFirst) invitations.release(id);
    throw thrown;
  }
  // The invitation is gone when the node was revoked while it was looked at.
  const isWanted = (): boolean => invitations.find(id) !== undefined;
  const certificate = await authority.issue(request, { site, node, hosts, isWanted });
  return { certificate, revocations: authority.revocations.signed, welcome };
}

function readQuestion(body: unknown): JoinQuestion {
  const { star, id, request, about, proof } = (body ?? {}) as Partial<JoinQuestion>;
  if ([star, id, request, proof].every((text) => typeof text === "string")) {
    return { star, id, request, about, proof } as JoinQuestion;
  }
  throw refusal("question", "This is no request to join as this version knows it; both hosts need versions that fit.");
}

function rowOf(authority: Authority, body: unknown): InvitationRow | undefined {
  const { id } = (body ?? {}) as Partial<JoinQuestion>;
  return typeof id === "string" ? authority.register.invitations.find(id) : undefined;
}

function refusal(code: string, message: string): MultisiteError {
  return new MultisiteError(`kernel.join.${code}`, message);
}

/** One after the other. */
function createTurns(): Gate["inTurn"] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
}
