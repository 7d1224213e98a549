import type { StarNode } from "../types.ts";
import { type Check, placedNodes } from "./check.ts";

export const portCollisions: Check = {
  code: "star.ports.collision",
  severity: "error",
  rule: "No two programs listen on the same port of one address. Galera takes its own port and the two after it (incremental and full state transfer).",
  find(star) {
    const taken = new Map<string, string>();
    return placedNodes(star).flatMap(({ node, path }) =>
      listenersOf(node).flatMap(({ field, port, what }) => {
        const key = `${node.address} ${port}`;
        const holder = taken.get(key);
        taken.set(key, holder ?? `${node.name}'s ${what}`);
        if (holder === undefined) return [];
        const message = `Port ${port} of ${node.address} is taken: by ${holder}, and by ${node.name}'s ${what}. Set ports.${field} of one of them to a free port.`;
        return [{ path: [...path, "ports", field], message }];
      }),
    );
  },
};

export const portRange: Check = {
  code: "star.ports.range",
  severity: "error",
  rule: "A Galera port leaves room for the two ports after it.",
  find: (star) =>
    placedNodes(star)
      .filter(({ node }) => (node.ports.galera ?? 0) > 65_533)
      .map(({ node, path }) => ({
        path: [...path, "ports", "galera"],
        message: `${node.name}: ports.galera must be 65533 or less, as state transfer takes the two ports after it.`,
      })),
};

interface Listener {
  readonly field: keyof StarNode["ports"];
  readonly port: number;
  readonly what: string;
}

/** An arbitrator has no identity API: nothing listens there. */
function listenersOf({ role, ports }: StarNode): readonly Listener[] {
  const listeners: Listener[] = [{ field: "agent", port: ports.agent, what: "agent" }];
  if (role !== "arbitrator") listeners.push({ field: "identity", port: ports.identity, what: "identity API" });
  if (ports.database !== undefined) listeners.push({ field: "database", port: ports.database, what: "database" });
  if (ports.galera !== undefined) {
    const { galera } = ports;
    listeners.push({ field: "galera", port: galera, what: "Galera" });
    if (role === "arbitrator") return listeners;
    listeners.push({ field: "galera", port: galera + 1, what: "incremental state transfer (ports.galera + 1)" });
    listeners.push({ field: "galera", port: galera + 2, what: "full state transfer (ports.galera + 2)" });
  }
  return listeners;
}
