import type { Clock } from "../../clock/index.ts";
import { messageOf } from "../../errors/index.ts";
import type { Log } from "../../log/index.ts";
import type { PeerLinks } from "../../peers/index.ts";
import type { Random } from "../../random/index.ts";
import type { Fact, FactStore } from "../types.ts";
import { answerExchange, mergeFacts } from "./answer.ts";
import { type ClockReading, EXCHANGE_SUBJECT, type ExchangeAnswer, type ExchangeQuestion } from "./types.ts";

/** Whom a node exchanges facts with. */
export interface ExchangePeers {
  /** Always: the masters, and the nodes of the own site. */
  readonly near: readonly string[];
  /** Only while none of another site among `near` answers, so that a star of a hundred sites is no mesh of ten thousand links. */
  readonly instead: readonly string[];
}

export interface FactExchangeOptions {
  readonly store: FactStore;
  readonly links: PeerLinks;
  readonly peers: () => ExchangePeers;
  readonly siteOf: (node: string) => string | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** How often the store is looked at for what other processes of this host have appended. Default 10 ms. */
  readonly lookMs?: number;
  /** How long after an exchange without news there is the next one. Default 10 s. */
  readonly restMs?: number;
  readonly pageSize?: number;
  readonly isForgotten?: (fact: Fact, nowMs: number) => boolean;
  /** Another node holds facts that this host said and does not know of any more: it was restored from a backup. */
  readonly onRestored: (heldBy: string) => void;
}

/** Keeps the facts of this host and those of its peers one set. */
export interface FactExchange {
  /** When each node last answered or asked, by this host's clock. */
  heardFrom(): ReadonlyMap<string, number>;
  clocks(): readonly ClockReading[];
  /** Nodes that have taken over all that this host holds now. */
  hasTold(node: string): boolean;
  /** Exchanges with everybody now; for a node that wants to know all before it serves. Gives who answered to the end. */
  round(): Promise<readonly string[]>;
  stop(): void;
}

const PAGE_SIZE = 500;
const LOOK_MS = 10;
const REST_MS = 10_000;
/** After a failure: what a site that was cut off has revoked shall be known soon after the link is back. */
const AWAY_MS = 1000;
/** A slow answer tells little of a clock: the best one of so long counts. Clocks drift by less than 20 ms in it. */
const READING_MS = 120_000;
const DRIFT_MS = 20;
/** After an exchange that failed, however much there is to tell: a node that has died is not asked at every look. */
const RETRY_MS = 250;

/** It is old, or one of the two clocks was set meanwhile: the two cannot both be true. */
function isOutdated(known: ClockReading, now: ClockReading): boolean {
  const apartMs = Math.abs(now.offsetMs - known.offsetMs) - now.uncertaintyMs - known.uncertaintyMs;
  return Math.abs(now.readAtMs - known.readAtMs) > READING_MS || apartMs > DRIFT_MS;
}

/** Starts exchanging: at once when something is new here, else now and then. */
export function startFactExchange(options: FactExchangeOptions): FactExchange {
  const { store, links, clock, random, log, lookMs = LOOK_MS, restMs = REST_MS, pageSize = PAGE_SIZE } = options;
  const isForgotten = options.isForgotten ?? (() => false);
  const heard = new Map<string, number>();
  const readings = new Map<string, ClockReading>();
  const told = new Map<string, number>();
  const running = new Map<string, Promise<boolean>>();
  const dueMs = new Map<string, number>();
  /** By node with which the last exchange failed: until when it is left alone. */
  const pausedUntilMs = new Map<string, number>();
  let isStopped = false;

  links.answer(
    EXCHANGE_SUBJECT,
    answerExchange({
      store,
      nowMs: () => clock.nowMs(),
      pageSize,
      isForgotten,
      onHeard: (from) => heard.set(from, clock.nowMs()),
    }),
  );

  async function exchangeOnce(node: string): Promise<boolean> {
    const toldMark = `told/${node}`;
    const heardMark = `heard/${node}`;
    for (;;) {
      const revision = store.revision();
      const page = store.since(store.mark(toldMark), pageSize);
      const since = store.mark(heardMark);
      const question: ExchangeQuestion = { epoch: store.epoch, facts: page.facts, since };
      const askedMs = clock.monotonicMs();
      const answer = (await links.ask(node, EXCHANGE_SUBJECT, question)) as ExchangeAnswer;
      if (isStopped) return false;
      noteClock(node, answer, clock.monotonicMs() - askedMs);
      heard.set(node, clock.nowMs());
      if (answer.seenSequence > store.highestSequence(store.epoch)) {
        options.onRestored(node);
        store.renewEpoch();
        // Everything again, both ways: what the former self had told is not known here.
        store.setMark(heardMark, "");
        continue;
      }
      mergeFacts(store, answer.facts, clock.nowMs(), isForgotten);
      if (page.position !== store.mark(toldMark)) store.setMark(toldMark, page.position);
      if (answer.position !== since) store.setMark(heardMark, answer.position);
      if (page.more || answer.more) continue;
      told.set(node, revision);
      return true;
    }
  }

  function noteClock(node: string, answer: ExchangeAnswer, roundTripMs: number): void {
    const readAtMs = clock.nowMs();
    const offsetMs = answer.nowMs - (readAtMs - roundTripMs / 2);
    const reading = { node, offsetMs, uncertaintyMs: roundTripMs / 2, readAtMs };
    const known = readings.get(node);
    if (known === undefined || reading.uncertaintyMs <= known.uncertaintyMs || isOutdated(known, reading)) {
      readings.set(node, reading);
    }
  }

  /** One exchange with a node at a time; who asks meanwhile gets the outcome of the one under way. */
  function exchangeWith(node: string): Promise<boolean> {
    const known = running.get(node);
    if (known !== undefined) return known;
    let pauseMs = restMs;
    const started = exchangeOnce(node)
      .then((isDone) => {
        pausedUntilMs.delete(node);
        return isDone;
      })
      .catch((thrown: unknown) => {
        log.debug({ node, reason: messageOf(thrown) }, "no exchange of facts with this node");
        pausedUntilMs.set(node, clock.monotonicMs() + RETRY_MS);
        pauseMs = Math.min(restMs, AWAY_MS);
        return false;
      })
      .finally(() => {
        running.delete(node);
        const jitter = 0.75 + random.bytes(1).readUInt8() / 512;
        dueMs.set(node, clock.monotonicMs() + pauseMs * jitter);
      });
    running.set(node, started);
    return started;
  }

  function isAway(node: string): boolean {
    const lastMs = heard.get(node);
    return lastMs === undefined || clock.nowMs() - lastMs > 2 * restMs;
  }

  function currentPeers(): readonly string[] {
    const { near, instead } = options.peers();
    const others = near.filter((node) => options.siteOf(node) !== links.self.site);
    const all = others.every(isAway) ? [...near, ...instead] : near;
    return all.filter((node) => node !== links.self.node);
  }

  function look(): void {
    const revision = store.revision();
    const nowMs = clock.monotonicMs();
    for (const node of currentPeers()) {
      if ((pausedUntilMs.get(node) ?? 0) > nowMs) continue;
      const hasNews = told.get(node) !== revision && !(isAway(node) && dueMs.has(node));
      if (hasNews || (dueMs.get(node) ?? 0) <= nowMs) void exchangeWith(node);
    }
  }

  const stopLooking = clock.every(lookMs, look);
  return {
    heardFrom: () => heard,
    clocks: () => [...readings.values()],
    hasTold: (node) => told.get(node) === store.revision(),
    async round() {
      const { near, instead } = options.peers();
      const nodes = [...near, ...instead].filter((node) => node !== links.self.node);
      const answered = await Promise.all(nodes.map((node) => exchangeWith(node)));
      return nodes.filter((_, index) => answered[index]);
    },
    stop() {
      isStopped = true;
      stopLooking();
    },
  };
}
