import type { HostKind } from "../neutron/index.ts";

/** Names that sites get, in this order. */
export const siteNames = ["north", "south", "west"] as const;

const KINDS: readonly (readonly HostKind[])[] = [["gateway"], ["open-vswitch", "linux-bridge"], ["open-vswitch"]];

/** What stands in the n-th site, from 0: a gateway in the first, two kinds of hosts in the second. */
export const hostsOf = (index: number): readonly HostKind[] => KINDS[index] ?? ["open-vswitch"];
