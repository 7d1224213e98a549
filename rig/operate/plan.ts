import type { HostKind } from "../neutron/index.ts";

/** Names that sites get, in this order. */
export const siteNames = ["north", "south", "west"] as const;

const KINDS: readonly (readonly HostKind[])[] = [["gateway"], ["open-vswitch", "linux-bridge"], ["open-vswitch"]];

/** What stands in the n-th site, from 0: a gateway in the first, two kinds of hosts in the second. */
export const hostsOf = (index: number): readonly HostKind[] => KINDS[index] ?? ["open-vswitch"];

/** A network over all sites, which nobody has applied yet. */
export const planeDocument = (names: readonly string[]): string => `apiVersion: multisite/v1
kind: StretchedNetwork
metadata: { name: plane }
spec:
  generation: 1
  project: admin
  cidr: 10.88.0.0/24
  sites:
${names.map((name, index) => `    - { name: ${name}, pool: { first: 10.88.0.${10 + 50 * index}, last: 10.88.0.${59 + 50 * index} } }`).join("\n")}
`;
