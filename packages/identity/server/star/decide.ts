import type { HostState } from "../../star/host/state.ts";
import type { Where } from "./where.ts";

/**
 * What to do with a request. `here`: answer it. `facts-only`: answer it, though nothing can be stored. `refuse`: nobody can do it
 * now. The others ask a master, and do what follows when none can be reached.
 */
export type Decision = "here" | "facts-only" | "refuse" | "master-or-here" | "master-or-facts-only" | "master-or-refuse";

/** Pure. A request that another node has forwarded goes no further: a node that is no master any more must say so. */
export function decide(where: Where, { writes, behind }: HostState, isForwarded: boolean): Decision {
  switch (where) {
    case "process":
      return "here";
    case "read":
    case "login":
    case "revocation":
      return behind !== undefined && !isForwarded ? "master-or-here" : "here";
    case "change":
    case "denial": {
      if (writes === undefined || writes === "here") return "here";
      const otherwise = where === "denial" ? "facts-only" : "refuse";
      return writes === "forward" && !isForwarded ? `master-or-${otherwise}` : otherwise;
    }
  }
}
