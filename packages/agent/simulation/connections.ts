import type { SimulatedNode } from "./node.ts";
import type { SimulatedStar } from "./star.ts";

/** Which nodes have been able to talk to each other, and since when, as a watcher of the whole star sees it. */
export interface Connections {
  /** To be called after every fault. */
  look(): void;
  /** Since when the two have been up with a good link between them; undefined while they have not. */
  sinceMs(one: string, other: string): number | undefined;
  /** Whether the node can talk to any other. */
  isConnected(name: string): boolean;
  /** Since when facts have had a good way between the two: a link, or two over a master. */
  wayForFactsSinceMs(one: string, other: string): number | undefined;
}

/** @param isCalm whether links lose nothing now */
export function watchConnections(star: SimulatedStar, isCalm: () => boolean): Connections {
  const { clock, network, names, masters } = star;
  const known = new Map<string, { readonly sinceMs: number; readonly nodes: readonly SimulatedNode[] }>();
  const nameOf = (one: string, other: string): string => [one, other].sort().join(" ");

  function isGood(one: string, other: string): boolean {
    return isCalm() && ![one, other].some((name) => star.effects.full.has(name)) && !isCutBetween(one, other);
  }
  const isCutBetween = (one: string, other: string): boolean => network.isCut(one, other) || network.isCut(other, one);

  function lookAt(one: string, other: string): void {
    const nodes = [star.nodes.get(one), star.nodes.get(other)].filter((node) => node !== undefined);
    const before = known.get(nameOf(one, other));
    if (nodes.length < 2 || !isGood(one, other)) known.delete(nameOf(one, other));
    else if (before === undefined || before.nodes.some((node) => !nodes.includes(node))) {
      known.set(nameOf(one, other), { sinceMs: clock.nowMs(), nodes });
    }
  }

  function sinceMs(one: string, other: string): number | undefined {
    return one === other ? Number.NEGATIVE_INFINITY : known.get(nameOf(one, other))?.sinceMs;
  }

  const exchange = (one: string, other: string): boolean =>
    [one, other].some((name) => masters.includes(name)) || star.siteOf(one) === star.siteOf(other);

  return {
    look() {
      for (const [index, one] of names.entries()) for (const other of names.slice(index + 1)) lookAt(one, other);
    },
    sinceMs,
    isConnected: (name) => names.some((other) => other !== name && sinceMs(name, other) !== undefined),
    wayForFactsSinceMs(one, other) {
      const ways = exchange(one, other) ? [[one, other]] : masters.map((master) => [one, master, other]);
      const sinces = ways.map((way) => {
        const links = way.slice(1).map((name, index) => sinceMs(way[index] as string, name));
        return links.some((since) => since === undefined) ? undefined : Math.max(...(links as number[]));
      });
      const good = sinces.filter((since) => since !== undefined);
      return good.length === 0 ? undefined : Math.min(...good);
    },
  };
}
