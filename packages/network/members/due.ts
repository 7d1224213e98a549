import type { Clock } from "@multisite/kernel/clock";
import type { ChangedAddress } from "./elsewhere.ts";
import type { Scope } from "./read.ts";
import type { MemberSettings, RoutedNetwork } from "./types.ts";

/** More than so many at once are found sooner in a list of everything. */
const MANY = 400;

/** What is to be looked at next: what has changed, and everything at the beginning, after a gap, and from time to time. */
export interface Due {
  all(): void;
  /** A port came, moved or went. */
  mac(networkId: string, mac: string): void;
  address(changed: ChangedAddress): void;
  /** Takes what is due now out; `undefined`: everything. What could not be read is put back by {@link again}. */
  take(networks: readonly RoutedNetwork[]): ReadonlyMap<string, Scope> | undefined;
  /** Everything was read that was due when it was taken out. */
  done(): void;
  again(networkId: string, scope: Scope): void;
  /** A port that is down may be deleted without a word: it is looked at again, ever more seldom. */
  watch(networkId: string, mac: string, isDown: boolean): void;
  /** Whether everything is to be read before anything is known. */
  isUnsure(): boolean;
  idleMs(): number;
}

export function createDue(clock: Clock, { passMs, retryMs }: MemberSettings): Due {
  const scopes = new Map<string, { readonly macs: Set<string>; readonly addresses: Set<string> }>();
  const byName = new Map<string, Set<string>>();
  const down = new Map<string, { readonly networkId: string; readonly mac: string; readonly afterMs: number; atMs: number }>();
  let asked = 1;
  let taken = 0;
  let read = 0;
  let lastAllMs = Number.NEGATIVE_INFINITY;

  const scopeOf = (networkId: string) => {
    const scope = scopes.get(networkId) ?? { macs: new Set(), addresses: new Set() };
    scopes.set(networkId, scope);
    return scope;
  };
  const isAllDue = (): boolean => read < asked || clock.monotonicMs() - lastAllMs >= passMs;
  const clear = (): void => {
    scopes.clear();
    byName.clear();
  };
  const due: Due = {
    all: () => void asked++,
    mac: (networkId, mac) => void scopeOf(networkId).macs.add(mac),
    address({ network, address }) {
      byName.set(network, (byName.get(network) ?? new Set()).add(address));
    },
    take(networks) {
      const nowMs = clock.monotonicMs();
      for (const { networkId, mac, atMs } of down.values()) if (atMs <= nowMs) due.mac(networkId, mac);
      for (const { network, networkId } of networks)
        for (const address of byName.get(network.name) ?? []) scopeOf(networkId).addresses.add(address);
      const known = new Map(
        networks.flatMap(({ networkId }) => (scopes.has(networkId) ? [[networkId, scopeOf(networkId)]] : [])),
      );
      const size = [...known.values()].reduce((sum, { macs, addresses }) => sum + macs.size + addresses.size, 0);
      clear();
      if (!isAllDue() && size <= MANY) return known;
      taken = asked;
      return undefined;
    },
    done() {
      read = taken;
      lastAllMs = clock.monotonicMs();
    },
    again(networkId, { macs, addresses }) {
      const scope = scopeOf(networkId);
      for (const mac of macs) scope.macs.add(mac);
      for (const address of addresses) scope.addresses.add(address);
    },
    watch(networkId, mac, isDown) {
      const key = `${networkId} ${mac}`;
      const afterMs = 2 * (down.get(key)?.afterMs ?? retryMs / 2);
      if (!isDown || afterMs >= passMs) down.delete(key);
      else down.set(key, { networkId, mac, afterMs, atMs: clock.monotonicMs() + afterMs });
    },
    isUnsure: () => read < asked,
    idleMs() {
      if (read < asked || scopes.size > 0 || byName.size > 0) return 0;
      let untilMs = lastAllMs + passMs;
      for (const { atMs } of down.values()) untilMs = Math.min(untilMs, atMs);
      return Math.max(0, untilMs - clock.monotonicMs());
    },
  };
  return due;
}
