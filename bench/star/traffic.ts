import type { BenchStar } from "./star.ts";

/** Bytes between a site and all others, both directions together, by subject. */
export type SiteTraffic = ReadonlyMap<string, number>;

/** As the site's own ends have counted, so that nothing is counted twice. */
export function trafficOf(star: BenchStar, site: string): SiteTraffic {
  const bytes = new Map<string, number>();
  for (const node of star.ofSite(site)) {
    for (const { node: other, subject, sentBytes, receivedBytes } of node.running()?.links.traffic() ?? []) {
      if (star.node(other).site === site) continue;
      bytes.set(subject, (bytes.get(subject) ?? 0) + sentBytes + receivedBytes);
    }
  }
  return bytes;
}

export function since(before: SiteTraffic, now: SiteTraffic): SiteTraffic {
  return new Map([...now].map(([subject, bytes]) => [subject, bytes - (before.get(subject) ?? 0)]));
}

export function total(traffic: SiteTraffic): number {
  return [...traffic.values()].reduce((sum, bytes) => sum + bytes, 0);
}

/** Pairs of nodes, one of the site and one of another, that have a connection. */
export function linksOf(star: BenchStar, site: string): number {
  const pairs = star.ofSite(site).flatMap((node) => {
    const others = (node.running()?.links.traffic() ?? []).map((row) => row.node);
    return [...new Set(others)].filter((other) => star.node(other).site !== site);
  });
  return pairs.length;
}
