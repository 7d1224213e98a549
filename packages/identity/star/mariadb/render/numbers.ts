import { createHash } from "node:crypto";
import { clustersOf, type StarCluster } from "../../topology/clusters.ts";
import { membersOf } from "../../topology/queries.ts";
import type { IdentityStar } from "../../topology/types.ts";

/** The masters' own: short, as they are in every position that an operator reads (`1-10-42`). */
export const MASTERS = { domain: 1, server: 10 } as const;
const LOWEST = 1000;
const COUNT = 2_000_000_000;

/** By what MariaDB tells servers and their writes apart. */
export interface StarNumbers {
  /** A node's `gtid_domain_id`, for what is written to it alone; and `server_id` where it is in no cluster. */
  ofNode(name: string): number;
  /** A cluster's `wsrep_gtid_domain_id` and `server_id`, the same on each of its nodes. */
  ofCluster(cluster: StarCluster): { readonly domain: number; readonly server: number };
}

/** Numbers come from names, so that they stay when nodes are added or removed. */
export function numbersOf(star: IdentityStar): StarNumbers {
  const nodes = membersOf(star).map(({ node }) => `node ${node.name}`);
  const clusters = clustersOf(star).map(clusterKey);
  const numbers = numberNames([...nodes, ...clusters].toSorted());
  const numberOf = (name: string): number => {
    const number = numbers.get(name);
    if (number === undefined) throw new Error(`The star has no ${name}.`);
    return number;
  };
  return {
    ofNode: (name) => numberOf(`node ${name}`),
    ofCluster: (cluster) =>
      cluster.isWritable ? MASTERS : { domain: numberOf(clusterKey(cluster)), server: numberOf(clusterKey(cluster)) },
  };
}

const clusterKey = ({ name }: StarCluster): string => `cluster ${name}`;

/** Two names seldom want the same number; then the later one takes another. */
function numberNames(names: readonly string[]): ReadonlyMap<string, number> {
  const taken = new Set<number>();
  return new Map(
    names.map((name) => {
      let attempt = 0;
      let number = hash(name);
      while (taken.has(number)) number = hash(`${name} ${++attempt}`);
      taken.add(number);
      return [name, number];
    }),
  );
}

function hash(text: string): number {
  return LOWEST + (createHash("sha256").update(text).digest().readUInt32BE(0) % COUNT);
}
