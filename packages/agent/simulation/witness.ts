import { compareEpochs } from "@multisite/kernel/changes";
import type { Connections } from "./connections.ts";
import { projectsOf } from "./contents.ts";
import type { SimulatedNode } from "./node.ts";
import type { SimulatedStar } from "./star.ts";

/** Something that was said at a site and must be heard everywhere: a token was revoked, a user was disabled. */
export interface KnownDenial {
  readonly kind: "identity.token.revoked" | "identity.user.denied";
  /** Of the fact. */
  readonly subject: string;
  readonly by: string;
  readonly atMs: number;
  /** Nodes that have heard of it, ever. */
  readonly heardBy: Set<string>;
}

/** A token that a node has given out. */
export interface KnownToken {
  readonly text: string;
  readonly auditId: string;
  readonly user: string;
  readonly userId: string;
  readonly by: string;
  /** In true time. */
  readonly issuedAtMs: number;
  /** As its text says. */
  readonly expiresAtMs: number;
  /** Somebody has tried to revoke it. */
  isDoomed: boolean;
}

/** A change whose answer said that it was made. */
export interface AcknowledgedWrite {
  readonly id: string;
  readonly at: string;
  readonly atMs: number;
  /** Problems with it, if it was not declared as lost. */
  readonly complaints: string[];
}

/** A takeover on an operator's word: what was acknowledged before, and is not in it, was declared as lost. */
interface DeclaredLoss {
  readonly atMs: number;
  readonly epoch: string;
  readonly projects: ReadonlySet<string>;
}

/** Facts of one link arrive within this, once the link has been good for {@link SETTLED_MS}. */
const CONNECTED_BOUND_MS = 2000;
const SETTLED_MS = 20_000;
/** And within this after it has become good. */
const HEALED_BOUND_MS = 40_000;

/** What clients have seen of a star, and what of it must not be. */
export type Witness = ReturnType<typeof createWitness>;

export function createWitness(star: SimulatedStar, connections: Connections) {
  const { clock } = star;
  const problems: string[] = [];
  const counts: Record<string, number> = {};
  const tokens: KnownToken[] = [];
  const writes: AcknowledgedWrite[] = [];
  const denials: KnownDenial[] = [];
  const declared: DeclaredLoss[] = [];
  let slowestFactMs = 0;
  let judged = 0;

  function report(problem: string): void {
    star.note(`PROBLEM: ${problem}`);
    problems.push(problem);
  }

  function hasHeard(node: SimulatedNode, denial: KnownDenial): boolean {
    if (node.isDead()) return false;
    if (node.agent.ports.store.list(denial.kind, denial.subject).length === 0) return false;
    denial.heardBy.add(node.name);
    return true;
  }

  function ofToken(token: KnownToken): readonly KnownDenial[] {
    const subjects = [`audit:${token.auditId}`, token.userId];
    return denials.filter(({ subject }) => subjects.includes(subject));
  }

  /** A fact reaches every connected node within the bound. */
  function auditDenial(denial: KnownDenial): void {
    for (const node of star.nodes.values()) {
      if (denial.heardBy.has(node.name)) continue;
      if (hasHeard(node, denial)) {
        slowestFactMs = Math.max(slowestFactMs, clock.nowMs() - denial.atMs);
        continue;
      }
      const since = connections.wayForFactsSinceMs(denial.by, node.name);
      if (since === undefined || (star.restoredAtMs.get(denial.by) ?? 0) >= denial.atMs) continue;
      const isConnected = since + SETTLED_MS <= denial.atMs;
      const dueMs = isConnected ? denial.atMs + CONNECTED_BOUND_MS : Math.max(denial.atMs, since) + HEALED_BOUND_MS;
      if (clock.nowMs() <= dueMs) continue;
      denial.heardBy.add(node.name);
      report(`${node.name} has not heard of ${denial.subject}, said at ${denial.by} ${clock.nowMs() - denial.atMs} ms ago`);
    }
  }

  /** Of two writers, never both acknowledge: epochs of acknowledged changes only grow, but for what an operator has declared. */
  function judgeAcknowledgements(): void {
    const all = star.acknowledgements;
    for (; judged < all.length; judged++) {
      const one = all[judged];
      if (one === undefined) continue;
      const newer = all.slice(0, judged).find(({ epoch }) => compareEpochs(epoch, one.epoch) > 0);
      if (newer === undefined || declared.some(({ epoch }) => compareEpochs(epoch, one.epoch) > 0)) continue;
      report(`${one.node} acknowledges a change of ${one.epoch} after ${newer.node} has one of ${newer.epoch}`);
    }
  }

  function isDeclared({ id, atMs }: AcknowledgedWrite): boolean {
    return declared.some((loss) => !loss.projects.has(id) && atMs <= loss.atMs + 60_000);
  }

  return {
    tokens,
    writes,
    denials,
    problems,
    counts,
    report,
    hasHeard,
    ofToken,
    count(what: string): void {
      counts[what] = (counts[what] ?? 0) + 1;
    },
    declareLoss: (loss: DeclaredLoss) => void declared.push(loss),
    /** Everything that can be seen from outside at any moment. */
    audit(): void {
      for (const denial of denials) auditDenial(denial);
      judgeAcknowledgements();
    },
    /** When the star is whole again. */
    auditWrites(node: SimulatedNode): void {
      const there = projectsOf(node.home);
      for (const write of writes) {
        if (isDeclared(write)) {
          if (!there.has(write.id)) counts["declared as lost"] = (counts["declared as lost"] ?? 0) + 1;
          continue;
        }
        for (const complaint of write.complaints) report(complaint);
        if (!there.has(write.id)) report(`${write.id}, acknowledged at ${write.at}, is lost`);
      }
      counts["slowest fact, s"] = Math.ceil(slowestFactMs / 1000);
    },
  };
}
