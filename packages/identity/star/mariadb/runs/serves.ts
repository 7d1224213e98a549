import type { RunStep } from "@multisite/kernel/journal";
import { findNode } from "../../topology/queries.ts";
import { aimStep, lookIfReached, type RunHands } from "./hands.ts";

/** A comparison of identity data takes a second; this is for far and busy ones. */
const WAIT_MS = 300_000;

/**
 * The last step of all that puts a replica behind a master: it follows, is compared, and serves (unless it is kept behind). Without a
 * master, behind whichever is there.
 */
export function servesBehind(hands: RunHands, node: string, master: string | undefined, prefix = ""): RunStep {
  const isDelayed = (): boolean => findNode(hands.star(), node)?.node.delaySeconds !== undefined;
  return aimStep(hands, {
    name: `${prefix}serves`,
    title: `${node} was compared with ${master ?? "its master"}, and serves`,
    async isSo() {
      const look = await lookIfReached(hands, node);
      const server = look?.server;
      if (look === undefined || !server?.follows || server.follows !== (master ?? server.follows) || look.hold !== null)
        return false;
      return isDelayed() ? server.sql === true : look.isVerified && look.report.serves;
    },
    waitMs: WAIT_MS,
    async explain() {
      const look = await lookIfReached(hands, node);
      return look === undefined
        ? `${node} cannot be reached`
        : (look.hold?.reason ?? look.report.reason ?? `it is ${look.report.state}`);
    },
  });
}
