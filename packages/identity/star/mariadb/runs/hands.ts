import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import type { FactBody } from "@multisite/kernel/facts";
import type { RunStep } from "@multisite/kernel/journal";
import type { PeerLinks } from "@multisite/kernel/peers";
import type { IdentityStar } from "../../topology/types.ts";
import { type NodeLook, ORDER_SUBJECT, type Order } from "../follow/orders/types.ts";
import type { MariadbReplication } from "../follow/replication.ts";

/** With what a run reaches the nodes of the star. */
export interface RunHands {
  readonly star: () => IdentityStar;
  readonly clock: Clock;
  /** Asks the agent of any node, also of this one. */
  ask(node: string, order: Order): Promise<NodeLook>;
}

export interface RunHandsOptions {
  readonly star: () => IdentityStar;
  readonly clock: Clock;
  readonly links: PeerLinks;
  readonly own: Pick<MariadbReplication, "order">;
}

/** Comparing and copying take longer than an answer usually does. */
const LONGEST_MS = 300_000;

/** Of the agent at which the operator starts the run. */
export function runHands({ star, clock, links, own }: RunHandsOptions): RunHands {
  return {
    star,
    clock,
    async ask(node, order) {
      if (node === links.self.node) return await own.order(order);
      const timeoutMs = order.order === "look" ? 10_000 : LONGEST_MS;
      return (await links.ask(node, ORDER_SUBJECT, order, { timeoutMs })) as NodeLook;
    },
  };
}

/** A step in three parts: look whether it is so, ask for it once, and wait until it is. */
export interface Aim {
  readonly name: string;
  readonly title: string;
  isSo(): Promise<boolean>;
  /** Nothing to do but to wait when unset; what it throws ends the run. */
  begin?(): Promise<FactBody | undefined>;
  readonly waitMs?: number;
  /** What to say when it does not become so. */
  explain?(): Promise<string>;
}

const LOOK_MS = 500;

export function aimStep({ clock }: RunHands, aim: Aim): RunStep {
  const { name, title, isSo, begin, waitMs = 60_000, explain } = aim;
  return {
    name,
    title,
    isDone: isSo,
    async apply() {
      const note = await begin?.();
      const startedMs = clock.monotonicMs();
      while (!(await isSo())) {
        if (clock.monotonicMs() - startedMs >= waitMs) throw runStopped(title, (await explain?.()) ?? "it did not become so");
        await clock.sleep(Math.min(LOOK_MS, waitMs));
      }
      return note;
    },
  };
}

/** What must be so before a run goes on; it does nothing for it. */
export function condition(
  hands: RunHands,
  name: string,
  title: string,
  whyNot: () => Promise<string | undefined>,
  waitMs = 0,
): RunStep {
  const isSo = async (): Promise<boolean> => (await whyNot()) === undefined;
  return { ...aimStep(hands, { name, title, isSo, waitMs, explain: async () => (await whyNot()) ?? "" }), whyNot };
}

export function runStopped(title: string, why: string): MultisiteError {
  return new MultisiteError("identity.star.mariadb.run", `"${title}" is not so: ${why}. Mend that, then resume the run.`);
}

/** A node as it is; undefined when it cannot be reached. */
export async function lookIfReached({ ask }: RunHands, node: string): Promise<NodeLook | undefined> {
  try {
    return await ask(node, { order: "look" });
  } catch {
    return undefined;
  }
}

/** Why a node cannot be asked; undefined when it can. */
export async function whyUnreachable({ ask }: RunHands, node: string): Promise<string | undefined> {
  try {
    const { server } = await ask(node, { order: "look" });
    return server === null ? `the MariaDB of ${node} does not answer` : undefined;
  } catch (thrown) {
    return messageOf(thrown);
  }
}
