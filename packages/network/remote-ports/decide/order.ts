import type { Action } from "../types.ts";

/**
 * Why in this order: an agent is heard before a port is bound to it; what goes makes room for the addresses of what comes; a port is
 * bound before it is up; ports go before their agent.
 */
const ORDER: readonly Action["act"][] = [
  "report-state",
  "device-down",
  "delete-port",
  "update-port",
  "rebind",
  "create-port",
  "device-up",
  "delete-agent",
  "remove-fdb",
  "remove-arp",
];

export function inOrder(actions: readonly Action[]): readonly Action[] {
  return actions.toSorted((one, other) => ORDER.indexOf(one.act) - ORDER.indexOf(other.act));
}
