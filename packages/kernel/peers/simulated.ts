import type { Clock } from "../clock/index.ts";
import { MultisiteError } from "../errors/index.ts";
import type { Random } from "../random/index.ts";
import { peerRefused, peerTimeout, peerUnreachable } from "./errors.ts";
import type { PeerHandler, PeerIdentity, PeerLinks } from "./types.ts";

export interface LinkConditions {
  /** One way. */
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  /** Share of questions, and of answers, that are lost: 0 to 1. */
  readonly loss: number;
  /** Share of questions that arrive twice. */
  readonly duplication: number;
}

/** A network of nodes in simulated time; the same seed gives the same run. */
export interface SimulatedPeers {
  join(identity: PeerIdentity): PeerLinks;
  /** Nothing passes between the two, in one direction or both. */
  cut(from: string, to: string, directions?: "both" | "one"): void;
  heal(from: string, to: string): void;
  healAll(): void;
  isCut(from: string, to: string): boolean;
  /** For one pair of nodes, both ways; without a pair for all that have none of their own. */
  setConditions(conditions: Partial<LinkConditions>, pair?: readonly [string, string]): void;
  /** Ends the node's links at once: its handlers are gone, and nobody hears of answers that were under way. */
  crash(node: string): void;
  readonly messages: number;
}

interface Seat {
  readonly handlers: Map<string, PeerHandler>;
  readonly identity: PeerIdentity;
  isGone: boolean;
}

const DEFAULT_TIMEOUT_MS = 5000;

export function createSimulatedPeers({ clock, random }: { readonly clock: Clock; readonly random: Random }): SimulatedPeers {
  const seats = new Map<string, Seat>();
  const cuts = new Set<string>();
  const ofPair = new Map<string, LinkConditions>();
  let general: LinkConditions = { minDelayMs: 1, maxDelayMs: 5, loss: 0, duplication: 0 };
  let messages = 0;

  const chance = (share: number): boolean => share > 0 && random.bytes(4).readUInt32BE() / 2 ** 32 < share;
  const conditionsOf = (one: string, other: string): LinkConditions => ofPair.get(pairName(one, other)) ?? general;
  const travel = async (from: string, to: string): Promise<boolean> => {
    const { minDelayMs, maxDelayMs, loss } = conditionsOf(from, to);
    messages++;
    const isLost = chance(loss) || cuts.has(`${from}>${to}`);
    await clock.sleep(minDelayMs + (random.bytes(2).readUInt16BE() / 65_536) * (maxDelayMs - minDelayMs));
    return !isLost && !cuts.has(`${from}>${to}`);
  };

  /** What the other end does; undefined when the question or the answer is lost. */
  async function deliver(asker: Seat, to: string, subject: string, body: string): Promise<string | undefined> {
    const { node } = asker.identity;
    if (!(await travel(node, to))) return undefined;
    const seat = seats.get(to);
    if (seat === undefined || seat.isGone) return undefined;
    const answer = await answerOf(seat, subject, body, asker.identity);
    if (seat.isGone || !(await travel(to, node)) || asker.isGone) return undefined;
    return answer;
  }

  async function ask(asker: Seat, to: string, subject: string, body: string, timeoutMs: number): Promise<unknown> {
    if (asker.isGone) throw peerUnreachable(to);
    if (seats.get(to)?.isGone !== false) {
      await clock.sleep(conditionsOf(asker.identity.node, to).minDelayMs);
      throw peerUnreachable(to);
    }
    if (chance(conditionsOf(asker.identity.node, to).duplication)) void deliver(asker, to, subject, body);
    const waited = new AbortController();
    const answer = await Promise.race([
      deliver(asker, to, subject, body).then((text) => text ?? new Promise<never>(() => {})),
      clock.sleep(timeoutMs, waited.signal).then(
        () => undefined,
        () => undefined,
      ),
    ]);
    waited.abort();
    if (answer === undefined) throw peerTimeout(to, timeoutMs);
    const { result, error } = JSON.parse(answer) as { result?: unknown; error?: { code: string; message: string } };
    if (error !== undefined) throw new MultisiteError(error.code, error.message);
    return result;
  }

  return {
    join(identity) {
      const seat: Seat = { handlers: new Map(), identity, isGone: false };
      seats.set(identity.node, seat);
      const traffic = createTraffic();
      return {
        self: identity,
        async ask(node, subject, body, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
          const text = JSON.stringify(body ?? null);
          traffic.count(node, subject, text.length, 0);
          const result = await ask(seat, node, subject, text, timeoutMs);
          traffic.count(node, subject, 0, JSON.stringify(result ?? null).length);
          return result;
        },
        answer: (subject, handler) => void seat.handlers.set(subject, handler),
        traffic: traffic.all,
        async close() {
          seat.isGone = true;
        },
      };
    },
    cut(from, to, directions = "both") {
      cuts.add(`${from}>${to}`);
      if (directions === "both") cuts.add(`${to}>${from}`);
    },
    heal(from, to) {
      cuts.delete(`${from}>${to}`);
      cuts.delete(`${to}>${from}`);
    },
    healAll: () => cuts.clear(),
    isCut: (from, to) => cuts.has(`${from}>${to}`),
    setConditions(conditions, pair) {
      if (pair === undefined) general = { ...general, ...conditions };
      else ofPair.set(pairName(...pair), { ...conditionsOf(...pair), ...conditions });
    },
    crash(node) {
      const seat = seats.get(node);
      if (seat) seat.isGone = true;
    },
    get messages() {
      return messages;
    },
  };
}

/** Through JSON, so that two nodes never share an object. */
async function answerOf(seat: Seat, subject: string, body: string, from: PeerIdentity): Promise<string> {
  const handler = seat.handlers.get(subject);
  try {
    if (handler === undefined) throw peerRefused(seat.identity.node, `it knows no subject ${subject}.`);
    return JSON.stringify({ result: (await handler(JSON.parse(body), from)) ?? null });
  } catch (thrown) {
    const known = thrown instanceof MultisiteError;
    return JSON.stringify({
      error: known
        ? { code: thrown.code, message: thrown.message }
        : { code: "kernel.peers.failed", message: `The node ${seat.identity.node} failed; its log says why.` },
    });
  }
}

function createTraffic() {
  const counts = new Map<string, { node: string; subject: string; sentBytes: number; receivedBytes: number }>();
  return {
    count(node: string, subject: string, sentBytes: number, receivedBytes: number): void {
      const known = counts.get(`${node} ${subject}`) ?? { node, subject, sentBytes: 0, receivedBytes: 0 };
      known.sentBytes += sentBytes;
      known.receivedBytes += receivedBytes;
      counts.set(`${node} ${subject}`, known);
    },
    all: () => [...counts.values()],
  };
}

function pairName(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}
