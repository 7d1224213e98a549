import type { AttemptResult, LiveAttempt } from "./flight.ts";
import { OWN_STALL_MS } from "./flights.ts";
import type { Member, Pool } from "./pool.ts";
import type { EndpointKind } from "./types.ts";

/** A node's answer to a probe. */
export interface ProbeAnswer {
  readonly status: number;
  readonly text: string;
}

/** Sends `GET path` to a node; `fresh`: over a connection made for it. Calls `done` once, not before it has returned. */
export type SendProbe = (
  member: Member,
  path: string,
  options: { readonly fresh: boolean },
  done: (result: AttemptResult<ProbeAnswer>) => void,
) => LiveAttempt;

export interface ProberOptions {
  readonly pool: Pool;
  readonly monotonicMs: () => number;
  readonly send: SendProbe;
  readonly limits: () => { readonly connectTimeoutMs: number; readonly probeTimeoutMs: number };
  /** Which nodes are probed; all when unset. */
  readonly isWatched?: (member: Member) => boolean;
  /** A node does not answer any more: what waits for it should move on. */
  readonly onSilent: (member: Member) => void;
}

/** Asks nodes how they are, when they are due. */
export interface Prober {
  /** Begins every probe that is due, and ends those that take too long; call it every few milliseconds. */
  sweep(): void;
  /** Probes one now; resolves when it is known. */
  probe(member: Member): Promise<void>;
  /** Nobody is probed any more. */
  stop(): void;
}

/** What a probe found. */
type Finding =
  | { readonly kind: "good"; readonly node: EndpointKind }
  | { readonly kind: "not_ready"; readonly reason: string }
  | { readonly kind: "bad"; readonly reason: string; readonly isSilent: boolean };

type Reply = ProbeAnswer | { readonly problem: string; readonly isSilent: boolean };

/** A question of a probe that is not answered yet. */
interface Waiting {
  readonly startedMs: number;
  readonly isConnected: () => boolean;
  readonly end: (reply: Reply | "stale") => void;
}

/** Of what a node says of itself, so much is kept. */
const REASON_CHARACTERS = 200;

export function createProber({ pool, monotonicMs, send, limits, isWatched = () => true, onSilent }: ProberOptions): Prober {
  const underWay = new Set<Member>();
  const waiting = new Set<Waiting>();
  let isStopped = false;
  let sweptMs = monotonicMs();

  async function probe(member: Member): Promise<void> {
    if (isStopped || underWay.has(member)) return;
    underWay.add(member);
    member.counts.probes++;
    const finding = await look(member);
    underWay.delete(member);
    if (isStopped) return;
    if (finding.kind === "good") {
      pool.recognise(member, finding.node);
      pool.note(member, { kind: "probe_good" });
    } else if (finding.kind === "not_ready") pool.note(member, { kind: "not_ready", reason: finding.reason });
    else {
      member.counts.probesFailed++;
      pool.note(member, { kind: "probe_bad", reason: finding.reason });
      if (finding.isSilent) onSilent(member);
    }
  }

  async function look(member: Member): Promise<Finding> {
    if (member.kind !== "stock") {
      const ready = await get(member, "/ready");
      if ("problem" in ready) return bad(ready);
      if (ready.status === 200) return { kind: "good", node: "multisite" };
      if (ready.status === 503) return { kind: "not_ready", reason: `not ready: ${ready.text.slice(0, REASON_CHARACTERS)}` };
    }
    // A stock Keystone does not know /ready, and need not have /healthcheck in its pipeline.
    let health = await get(member, "/healthcheck");
    if (!("problem" in health) && health.status === 404) health = await get(member, "/v3");
    if ("problem" in health) return bad(health);
    if (health.status < 500) return { kind: "good", node: "stock" };
    return { kind: "bad", reason: `the probe was answered ${health.status}`, isSilent: false };
  }

  async function get(member: Member, path: string): Promise<Reply> {
    const first = await ask(member, path, member.state !== "up");
    return first === "stale" ? ((await ask(member, path, true)) as Reply) : first;
  }

  function ask(member: Member, path: string, fresh: boolean): Promise<Reply | "stale"> {
    const startedMs = monotonicMs();
    return new Promise((resolve) => {
      const live = send(member, path, { fresh }, (result) => {
        if (result.kind === "answer") {
          pool.measured(member, monotonicMs() - startedMs, false);
          one.end(result.answer);
        } else one.end(result.failure === "stale" ? "stale" : { problem: result.reason, isSilent: false });
      });
      const one: Waiting = {
        startedMs,
        isConnected: live.isConnected,
        end(reply) {
          if (!waiting.delete(one)) return;
          live.cancel();
          resolve(reply);
        },
      };
      waiting.add(one);
    });
  }

  function endLate(nowMs: number): void {
    const { connectTimeoutMs, probeTimeoutMs } = limits();
    for (const one of waiting) {
      const elapsedMs = nowMs - one.startedMs;
      if (elapsedMs >= connectTimeoutMs && !one.isConnected()) {
        one.end({ problem: `no connection within ${connectTimeoutMs} ms`, isSilent: true });
      } else if (elapsedMs >= probeTimeoutMs) one.end({ problem: `no answer within ${probeTimeoutMs} ms`, isSilent: true });
    }
  }

  return {
    probe,
    sweep() {
      const nowMs = monotonicMs();
      // After a stall of this process itself, answers wait to be looked at (see flights.ts).
      if (waiting.size > 0 && nowMs - sweptMs <= OWN_STALL_MS) endLate(nowMs);
      sweptMs = nowMs;
      for (const member of pool.members) {
        if (member.health.probeAtMs <= nowMs && isWatched(member) && !underWay.has(member)) void probe(member);
      }
    },
    stop() {
      isStopped = true;
      for (const one of waiting) one.end({ problem: "nobody asks any more", isSilent: false });
    },
  };
}

function bad({ problem, isSilent }: Extract<Reply, { problem: string }>): Finding {
  return { kind: "bad", reason: `the probe failed: ${problem}`, isSilent };
}
