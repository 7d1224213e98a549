import type { Clock } from "@multisite/kernel/clock";
import { messageOf } from "@multisite/kernel/errors";
import { isTransportFailure, type Transport } from "@multisite/kernel/transport";
import type { EndpointKind, Member, Pool } from "../endpoints/index.ts";

export interface ProberOptions {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly transport: Transport;
  readonly timeoutMs: () => number;
  /** A node's host does not answer any more. */
  readonly onSilent: (member: Member) => void;
}

/** Asks nodes how they are, when they are due. */
export interface Prober {
  /** Begins every probe that is due; call it every few milliseconds. */
  sweep(): void;
  /** Probes one now; resolves when it is known. */
  probe(member: Member): Promise<void>;
}

/** What a probe found. */
type Finding =
  | { readonly kind: "good"; readonly node: EndpointKind }
  | { readonly kind: "not_ready"; readonly reason: string }
  | { readonly kind: "bad"; readonly reason: string; readonly isSilent: boolean };

export function createProber({ pool, clock, transport, timeoutMs, onSilent }: ProberOptions): Prober {
  const underWay = new Set<Member>();

  async function probe(member: Member): Promise<void> {
    if (underWay.has(member)) return;
    underWay.add(member);
    member.counts.probes++;
    const startedMs = clock.monotonicMs();
    try {
      const finding = await look(member);
      if (finding.kind === "bad") {
        member.counts.probesFailed++;
        pool.note(member, { kind: "probe_bad", reason: finding.reason });
        if (finding.isSilent) onSilent(member);
        return;
      }
      pool.measured(member, clock.monotonicMs() - startedMs, false);
      if (finding.kind === "not_ready") pool.note(member, { kind: "not_ready", reason: finding.reason });
      else {
        pool.note(member, { kind: "probe_good" });
        pool.recognise(member, finding.node);
      }
    } finally {
      underWay.delete(member);
    }
  }

  async function look(member: Member): Promise<Finding> {
    const get = (path: string): Promise<{ readonly status: number; readonly text: string }> =>
      transport.send({ method: "GET", url: member.address.url + path, timeoutMs: timeoutMs() });
    try {
      if (member.kind !== "stock") {
        const ready = await get("/ready");
        if (ready.status === 200) return { kind: "good", node: "multisite" };
        if (ready.status === 503) return { kind: "not_ready", reason: `not ready: ${ready.text.slice(0, 200)}` };
      }
      // A stock Keystone does not know /ready, and need not have /healthcheck in its pipeline.
      const health = await get("/healthcheck");
      const status = health.status === 404 ? (await get("/v3")).status : health.status;
      if (status < 500) return { kind: "good", node: "stock" };
      return { kind: "bad", reason: `the probe was answered ${status}`, isSilent: false };
    } catch (thrown) {
      const isSilent = isTransportFailure(thrown) && thrown.code === "kernel.transport.timeout";
      return { kind: "bad", reason: `the probe failed: ${messageOf(thrown)}`, isSilent };
    }
  }

  return {
    probe,
    sweep() {
      const nowMs = clock.monotonicMs();
      for (const member of pool.members) {
        if (member.health.probeAtMs <= nowMs && !underWay.has(member)) void probe(member);
      }
    },
  };
}
