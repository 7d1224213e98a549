import type { Verdict } from "../types.ts";
import { names, writersOf } from "./look.ts";
import type { SeenStar } from "./types.ts";

/** What two nodes write apart is never merged. Masters of one Galera cluster write together; a promoted replica is of none. */
export function twoHistories({ engine, nodes }: SeenStar): Verdict | undefined {
  const writers = writersOf(nodes);
  if (writers.length < 2) return undefined;
  if (engine === "embedded") {
    return {
      health: "failed",
      line: `Two nodes take writes on their own: ${names(writers)}. One of them is about to be fenced; do not write until it is.`,
      next: "multisite star status --watch",
    };
  }
  const promoted = writers.filter(({ role }) => role === "replica");
  if (promoted.length === 0) return undefined;
  const masters = writers.filter(({ role }) => role === "master");
  if (masters.length === 0) {
    return {
      health: "failed",
      line: `Several promoted nodes take writes apart: ${names(promoted)}. These are histories that are never merged: do not write.`,
      next: `systemctl stop multisite-mariadb, on all of them but the one whose history is kept`,
    };
  }
  return {
    health: "failed",
    line: `${names(promoted)}, promoted, and ${names(masters)} take writes apart: two histories, which are never merged. Do not write until one has been stopped.`,
    next: `to keep what ${names(promoted)} has: systemctl stop multisite-mariadb, on ${names(masters)}; to keep what the masters have: systemctl stop multisite-mariadb, on ${names(promoted)}`,
  };
}
