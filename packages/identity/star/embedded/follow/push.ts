import type { ChangeMark } from "@multisite/kernel/changes";
import { findNode } from "../../topology/queries.ts";
import { holds } from "../decide/answer-pull.ts";
import { writeChange } from "../messages/read.ts";
import { ask } from "../messages/subjects.ts";
import { whileRunning } from "../node/loop.ts";
import type { EmbeddedNode } from "../node/node.ts";
import type { Confirmations } from "../write/confirmations.ts";

/**
 * What changes while a follower's next question is on its way to here is sent to it at once, or it would be late by the way of the
 * question too. Questions go on as they are, and they alone decide what is right: what a push does not bring they do, and what comes
 * twice is taken once.
 */
export interface Pushes {
  /**
   * A question has come. While pushes are on their way to who asks, what changes is pushed too, at most until the time is over: an
   * answer would overtake them. Gives what the follower has then.
   */
  asked(follower: string, have: ChangeMark | null, untilMs: number): Promise<ChangeMark | null>;
  /** The question was answered with everything up to here. */
  answered(follower: string, upTo: number): void;
  /** Sends what there is, until the node stops. */
  run(): Promise<void>;
}

interface Follower {
  /** Everything up to here was sent; undefined while it asks and nothing is on its way, or when it cannot take more. */
  upTo: number | undefined;
  untilMs: number;
  /** It cannot be reached from here; it can reach this node all the same. */
  failedUntilMs: number;
  readonly onTheWay: Set<Promise<void>>;
  /** By its answers to pushes since it has asked. */
  has: ChangeMark | null;
}

/** A follower that does not ask again within so long is not there. */
const GAP_MS = 2000;
const AFTER_FAILURE_MS = 60_000;
const MOST_ON_THE_WAY = 64;
const PAGE = { count: 500, bytes: 1 << 20 };

export function createPushes(node: EmbeddedNode, confirmations: Confirmations): Pushes {
  const followers = new Map<string, Follower>();

  function push(name: string, follower: Follower, after: number): void {
    const changes = node.file.log.after(after, PAGE);
    const last = changes.at(-1);
    if (last === undefined) return;
    follower.upTo = last.sequence;
    const sent = ask(node, name, "push", { changes: changes.map(writeChange) })
      .then(({ fields, report: { mark } }) => {
        if (fields.taken !== true) follower.upTo = undefined;
        if (mark === null) return;
        if (mark.sequence > (follower.has?.sequence ?? 0)) follower.has = mark;
        confirmations.heard(name, mark);
      })
      .catch(() => {
        follower.upTo = undefined;
        follower.failedUntilMs = node.nowMs() + AFTER_FAILURE_MS;
      })
      .finally(() => follower.onTheWay.delete(sent));
    follower.onTheWay.add(sent);
  }

  function pushAll(): void {
    for (const [name, follower] of followers) {
      if (follower.upTo === undefined || follower.onTheWay.size >= MOST_ON_THE_WAY) continue;
      if (node.nowMs() > follower.untilMs) follower.upTo = undefined;
      else push(name, follower, follower.upTo);
    }
  }

  return {
    async asked(name, have, untilMs) {
      const follower = followers.get(name);
      if (follower === undefined) return have;
      follower.untilMs = untilMs + GAP_MS;
      // What it said before it asked is in its question; one that has lost its data since then says so there.
      follower.has = null;
      if (have === null) {
        follower.upTo = undefined;
        return null;
      }
      while (follower.onTheWay.size > 0 && follower.upTo !== undefined && node.nowMs() < untilMs && !node.isStopped()) {
        await Promise.race([...follower.onTheWay, node.pause(untilMs - node.nowMs())]);
      }
      if (follower.onTheWay.size === 0) follower.upTo = undefined;
      const has = heardOf(follower);
      return has !== null && has.sequence > have.sequence && holds(node.file.log, has) ? has : have;
    },
    answered(name, upTo) {
      // One that is kept behind takes changes when they are old enough.
      if (findNode(node.options.star(), name)?.node.delaySeconds !== undefined) return;
      const known: Follower = followers.get(name) ?? {
        upTo: undefined,
        untilMs: 0,
        failedUntilMs: Number.NEGATIVE_INFINITY,
        onTheWay: new Set(),
        has: null,
      };
      if (node.nowMs() < known.failedUntilMs) return;
      // What is on its way goes further than an answer that did not wait for it.
      const sent = known.onTheWay.size > 0 ? Math.max(upTo, known.upTo ?? 0) : upTo;
      followers.set(name, Object.assign(known, { upTo: sent, untilMs: node.nowMs() + GAP_MS }));
      pushAll();
    },
    run: () =>
      whileRunning(
        node,
        async () => {
          await node.changed.wait(GAP_MS);
          if (!node.isStopped()) pushAll();
        },
        (thrown) => node.options.log.warn({ err: thrown }, "sending changes failed"),
      ),
  };
}

/** What it has said meanwhile, which the compiler does not expect to change. */
function heardOf({ has }: Follower): ChangeMark | null {
  return has;
}
