import type { SimulatedClock } from "@multisite/kernel/clock";
import type { AttemptResult, LiveAttempt } from "../../endpoints/index.ts";
import type { UpstreamAnswer, UpstreamRequest } from "../upstream.ts";

/**
 * `dead`: its process is gone, connections are refused. `gone`: its host is, nothing comes back. `hung`: it takes connections and
 * answers nothing. `broken`: it answers 500. `well`: it answers.
 */
export type NodeCondition = "well" | "dead" | "gone" | "hung" | "broken";

/** An identity service that stands on a simulated network. */
export interface SimulatedNode {
  readonly url: string;
  readonly site: string;
  /** Whether it is a stock Keystone on a read-only replica, which hangs up on wrong passwords. */
  readonly isStockReplica: boolean;
  readonly condition: NodeCondition;
  /** Since when it is in this condition. */
  readonly sinceMs: number;
  /** How often each write was done here, by its body. */
  readonly writes: Map<string, number>;
  /** Requests that are not probes. */
  requests: number;
  become(condition: NodeCondition): void;
  /** A connection that was open to it ends. */
  send(request: UpstreamRequest, done: (result: AttemptResult<UpstreamAnswer>) => void): LiveAttempt;
}

export interface NodeOptions {
  readonly clock: SimulatedClock;
  readonly url: string;
  readonly site: string;
  readonly isStockReplica: boolean;
  /** How long the next answer takes, without the way to it. */
  readonly delayMs: () => number;
  readonly roundTripMs: number;
}

export function createSimulatedNode({ clock, url, site, isStockReplica, delayMs, roundTripMs }: NodeOptions): SimulatedNode {
  let condition: NodeCondition = "well";
  let sinceMs = 0;
  const open = new Set<(reason: string) => void>();
  const writes = new Map<string, number>();

  const answers = (): boolean => condition === "well" || condition === "broken";

  function answerTo({ method, path, body }: UpstreamRequest): AttemptResult<UpstreamAnswer> {
    if (condition === "broken") return answer(500);
    if (path === "/ready") return answer(isStockReplica ? 404 : 200);
    if (path === "/healthcheck") return answer(200);
    const text = body?.toString() ?? "";
    if (method === "GET") return answer(200);
    if (path === "/v3/auth/tokens") {
      if (!text.includes("wrong")) return answer(201);
      return isStockReplica ? { kind: "failure", failure: "broken", reason: "socket hang up" } : answer(401);
    }
    if (isStockReplica) return { kind: "failure", failure: "broken", reason: "socket hang up" };
    writes.set(text, (writes.get(text) ?? 0) + 1);
    return answer(201);
  }

  const node: SimulatedNode = {
    url,
    site,
    isStockReplica,
    writes,
    requests: 0,
    get condition() {
      return condition;
    },
    get sinceMs() {
      return sinceMs;
    },
    become(next) {
      condition = next;
      sinceMs = clock.monotonicMs();
      if (next === "dead") for (const cut of [...open]) cut("ECONNRESET");
    },
    send(request, done) {
      let isConnected = false;
      let isOver = false;
      const finish = (result: AttemptResult<UpstreamAnswer>): void => {
        open.delete(cut);
        if (isOver) return;
        isOver = true;
        done(result);
      };
      const cut = (reason: string): void => finish({ kind: "failure", failure: "broken", reason });
      void (async () => {
        await clock.sleep(roundTripMs / 2);
        if (condition === "gone") return;
        if (condition === "dead") return finish({ kind: "failure", failure: "refused", reason: "ECONNREFUSED" });
        isConnected = true;
        open.add(cut);
        if (isOver) return;
        if (request.path.startsWith("/v3/")) node.requests++;
        await clock.sleep(delayMs());
        // What it has begun it does, whether somebody still waits for the answer or not.
        if (!answers()) return;
        const result = answerTo(request);
        await clock.sleep(roundTripMs / 2);
        if (answers()) finish(result);
      })();
      return {
        isConnected: () => isConnected,
        cancel() {
          isOver = true;
          open.delete(cut);
        },
      };
    },
  };
  return node;
}

function answer(status: number): AttemptResult<UpstreamAnswer> {
  return { kind: "answer", status, answer: { status, headers: [], body: Buffer.alloc(0), length: 0, rest: undefined } };
}
