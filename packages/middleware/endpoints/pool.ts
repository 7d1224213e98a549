import type { Choosable } from "./choose.ts";
import { type Health, type HealthEvent, type HealthSettings, newHealth, nextHealth } from "./health.ts";
import { createLatency, type Latency } from "./latency.ts";
import type { EndpointAddress, EndpointKind } from "./types.ts";

/** A node with what is known of it. */
export interface Member extends Choosable {
  readonly address: EndpointAddress;
  readonly health: Health;
  readonly kind: EndpointKind;
  /** Of probes and of reads that were answered. */
  readonly latency: Latency;
  readonly loginLatency: Latency;
  /** Of reads, measured anew each second. */
  readonly p99Ms: number;
  readonly loginP99Ms: number;
  /** When it last answered anything. */
  readonly lastAnswerMs: number;
  readonly counts: MemberCounts;
}

/** Counts since the start. */
export interface MemberCounts {
  requests: number;
  failures: number;
  droppedLogins: number;
  serverErrors: number;
  retries: number;
  hedges: number;
  probes: number;
  probesFailed: number;
  bytesSent: number;
  bytesReceived: number;
}

/** The nodes, and their health. */
export interface Pool {
  readonly members: readonly Member[];
  note(member: Member, event: HealthEvent): void;
  /** An attempt begins. */
  begin(member: Member): void;
  end(member: Member): void;
  /** Something came back after so long; `login` is measured apart, as it costs a password hash. */
  measured(member: Member, elapsedMs: number, isLogin: boolean): void;
  /** Nobody waits for its answer any more, after so long. */
  waited(member: Member, elapsedMs: number): void;
  /** A probe showed what the node is. */
  recognise(member: Member, kind: EndpointKind): void;
  /** Other nodes from now on; what is known of those that stay is kept. */
  replace(addresses: readonly EndpointAddress[]): void;
  /** Refreshes the quantiles; call it each second. */
  refresh(): void;
  /** Forgets old latencies; call it each half minute. */
  turn(): void;
}

export interface PoolOptions {
  readonly health: (isOwnSite: boolean) => HealthSettings;
  readonly monotonicMs: () => number;
  /** Told of each change of state. */
  readonly onChange?: (member: Member, from: Health) => void;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

export function createPool(addresses: readonly EndpointAddress[], options: PoolOptions): Pool {
  const { monotonicMs, health: settings, onChange } = options;
  let choices = 0;
  let members: Mutable<Member>[] = addresses.map((address) => newMember(address, monotonicMs()));
  const mutable = (member: Member): Mutable<Member> => member as Mutable<Member>;
  return {
    get members() {
      return members;
    },
    note(member, event) {
      const from = member.health;
      const health = nextHealth(from, event, monotonicMs(), settings(member.isOwnSite));
      if (health === from) return;
      const changed = mutable(member);
      changed.health = health;
      changed.state = health.state;
      if (health.state === from.state) return;
      // A node that comes back may be another program.
      if (health.state === "down") changed.kind = "unknown";
      changed.takesWrites = takesWrites(changed);
      onChange?.(member, from);
    },
    begin(member) {
      const chosen = mutable(member);
      chosen.inFlight++;
      chosen.chosenAt = ++choices;
      chosen.counts.requests++;
    },
    end(member) {
      mutable(member).inFlight--;
    },
    measured(member, elapsedMs, isLogin) {
      const answering = mutable(member);
      if (isLogin) member.loginLatency.note(elapsedMs);
      else member.latency.note(elapsedMs);
      answering.meanMs = member.latency.meanMs;
      answering.lastAnswerMs = monotonicMs();
    },
    waited(member, elapsedMs) {
      member.latency.note(elapsedMs);
      mutable(member).meanMs = member.latency.meanMs;
    },
    recognise(member, kind) {
      const known = mutable(member);
      known.kind = kind;
      known.takesWrites = takesWrites(known);
    },
    replace(next) {
      members = next.map((address) => {
        const kept = members.find((member) => member.address.url === address.url);
        if (kept === undefined) return newMember(address, monotonicMs());
        const changed = Object.assign(kept, { address, isOwnSite: address.isOwnSite });
        changed.takesWrites = takesWrites(changed);
        return changed;
      });
    },
    refresh() {
      for (const member of members) {
        member.p99Ms = member.latency.quantileMs(0.99);
        member.loginP99Ms = member.loginLatency.quantileMs(0.99);
      }
    },
    turn() {
      for (const { latency, loginLatency } of members) {
        latency.turn();
        loginLatency.turn();
      }
    },
  };
}

function newMember(address: EndpointAddress, nowMs: number): Mutable<Member> {
  const health = newHealth(nowMs);
  return {
    address,
    isOwnSite: address.isOwnSite,
    health,
    state: health.state,
    kind: "unknown",
    takesWrites: takesWrites({ address, kind: "unknown" }),
    latency: createLatency(),
    loginLatency: createLatency(),
    meanMs: 0,
    p99Ms: 0,
    loginP99Ms: 0,
    inFlight: 0,
    chosenAt: 0,
    lastAnswerMs: nowMs,
    counts: {
      requests: 0,
      failures: 0,
      droppedLogins: 0,
      serverErrors: 0,
      retries: 0,
      hedges: 0,
      probes: 0,
      probesFailed: 0,
      bytesSent: 0,
      bytesReceived: 0,
    },
  };
}

/** One of ours forwards writes to a master by itself; a stock Keystone on a replica cannot. */
function takesWrites({ address, kind }: Pick<Member, "address" | "kind">): boolean {
  return address.role !== "replica" || kind === "multisite";
}
