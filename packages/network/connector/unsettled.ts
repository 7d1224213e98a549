import type { Action } from "../remote-ports/index.ts";
import { shadowHost } from "../shadows/index.ts";

/**
 * Endpoints at which something was done that was not read back yet: who is there is not known. What would clean up behind them waits; a host
 * that loses a tunnel first does not hear of the flows that led into it any more, and keeps them for ever (measured, Open vSwitch agent).
 */
export interface Unsettled {
  /** These actions are being made for a remote port. */
  begin(key: string, actions: readonly Action[]): void;
  /** It was read back. */
  end(key: string): void;
  /** Without what cleans up at an endpoint that is not settled. */
  without(actions: readonly Action[]): readonly Action[];
  /** Hosts that were left out since the last time. */
  takeHeld(): ReadonlySet<string>;
  /** These are being cleaned up: no port may come there until the function that is given is called. */
  clean(hosts: ReadonlySet<string>): () => void;
  isCleaned(host: string): boolean;
}

/** Agents and endpoints of table entries that are taken away: whatever comes there at the same time would go with them. */
export function cleanedBy(actions: readonly Action[]): ReadonlySet<string> {
  return new Set(
    actions.flatMap((action) => {
      if (action.act === "delete-agent") return [action.host];
      return action.act === "remove-fdb" ? action.entries.map(({ vtep }) => shadowHost(vtep)) : [];
    }),
  );
}

export function isCleanup({ act }: Action): boolean {
  return act === "delete-agent" || act === "remove-fdb" || act === "remove-arp";
}

export function createUnsettled(): Unsettled {
  const hostsOf = new Map<string, Set<string>>();
  const cleaned = new Set<ReadonlySet<string>>();
  let held = new Set<string>();

  function isHeld(host: string): boolean {
    const isOpen = [...hostsOf.values()].some((hosts) => hosts.has(host));
    if (isOpen) held.add(host);
    return isOpen;
  }

  function settledPart(action: Action): readonly Action[] {
    if (action.act === "delete-agent") return isHeld(action.host) ? [] : [action];
    if (action.act !== "remove-fdb") return [action];
    const entries = action.entries.filter(({ vtep }) => !isHeld(shadowHost(vtep)));
    return entries.length === 0 ? [] : [{ ...action, entries }];
  }

  return {
    begin(key, actions) {
      const hosts = hostsOf.get(key) ?? new Set();
      for (const action of actions) if ("key" in action && action.key === key && "host" in action) hosts.add(action.host);
      hostsOf.set(key, hosts);
    },
    end: (key) => void hostsOf.delete(key),
    without: (actions) => (hostsOf.size === 0 ? actions : actions.flatMap(settledPart)),
    takeHeld() {
      const hosts = held;
      held = new Set();
      return hosts;
    },
    clean(hosts) {
      cleaned.add(hosts);
      return () => void cleaned.delete(hosts);
    },
    isCleaned: (host) => [...cleaned].some((hosts) => hosts.has(host)),
  };
}
