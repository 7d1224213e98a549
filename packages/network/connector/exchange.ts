import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";
import { type PeerLinks, peerUnreachable } from "@multisite/kernel/peers";
import { answer, type MirrorAnswer, type MirrorQuestion, readAnswer, type SiteCopy, type SiteLog } from "../mirror/index.ts";
import type { Trouble } from "./types.ts";
import type { Waker } from "./waker.ts";

/** What sites ask each other: for the ports of networks that are mirrored, or for members of routed ones. */
export type MirrorSubject = "network.mirror" | "network.members";
/** For the way there and back. */
const ANSWER_MS = 5000;

/** Answers other sites; a question for which there is nothing new is held. */
export function answerSites(
  links: PeerLinks,
  subject: MirrorSubject,
  log: () => SiteLog,
  changed: (forMs: number) => Promise<void>,
  holdMs: number,
): void {
  links.answer(subject, async (body) => {
    const question = readQuestion(body);
    const now = answer(log(), question);
    if (now !== undefined) return now;
    await changed(holdMs);
    return answer(log(), question) ?? {};
  });
}

export interface SiteFollower {
  readonly site: string;
  /** Undefined: not known yet. */
  readonly node: () => string | undefined;
  readonly copy: () => SiteCopy | undefined;
  /** Takes an answer in; throws when it is not believed. */
  readonly learn: (answer: MirrorAnswer) => void;
  /** It has answered, with news or without. */
  readonly heard: () => void;
  /** Why what it said is not believed; undefined as soon as it is again. */
  readonly doubted: (why: string | undefined) => void;
}

/** Asks one site for what has changed, until it is stopped. One that does not answer changes nothing. */
export async function follow(
  { site, node, copy, learn, heard, doubted }: SiteFollower,
  {
    links,
    subject,
    clock,
    holdMs,
    retryMs,
  }: {
    readonly links: PeerLinks;
    readonly subject: MirrorSubject;
    readonly clock: Clock;
    readonly holdMs: number;
    readonly retryMs: number;
  },
  isStopped: () => boolean,
  onTrouble: (what: Trouble, thrown: unknown) => void,
): Promise<void> {
  while (!isStopped()) {
    const known = copy();
    const there = node();
    try {
      if (there === undefined) throw peerUnreachable(site, "no connector is known there");
      const question: MirrorQuestion = known === undefined ? {} : questionAfter(known);
      const said = await links.ask(there, subject, question, { timeoutMs: holdMs + ANSWER_MS });
      heard();
      const news = readAnswer(site, said);
      if (news !== undefined) learn(news);
      doubted(undefined);
    } catch (thrown) {
      if (thrown instanceof MultisiteError && thrown.code.startsWith("network.mirror.")) doubted(thrown.message);
      onTrouble(`ask ${site}`, thrown);
      await clock.sleep(retryMs);
    }
  }
}

/** Wakes everybody who holds a question. */
export function createHolds(createWaker: () => Waker): { changed(forMs: number): Promise<void>; wakeAll(): void } {
  const waiting = new Set<Waker>();
  return {
    async changed(forMs) {
      const waker = createWaker();
      waiting.add(waker);
      await waker.wait(forMs);
      waiting.delete(waker);
    },
    wakeAll() {
      for (const waker of waiting) waker.wake();
    },
  };
}

function questionAfter({ epoch, version, networks }: SiteCopy): MirrorQuestion {
  return { epoch, version, ...(networks === undefined ? {} : { networks }) };
}

function readQuestion(body: unknown): MirrorQuestion {
  const { epoch, version, networks } = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof epoch !== "number" || typeof version !== "number") return {};
  return { epoch, version, ...(Array.isArray(networks) ? { networks: networks.map(String) } : {}) };
}
