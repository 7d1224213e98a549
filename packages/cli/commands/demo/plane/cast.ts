/** A host of a site, and its tunnel endpoint. */
export interface PlaneHost {
  readonly name: string;
  readonly vtep: string;
}

/** A site that has the backup plane: its Neutron, the hosts of it, and the node whose agent has that cloud. */
export interface PlaneSite {
  readonly name: string;
  readonly node: string;
  readonly baseMac: string;
  readonly hosts: readonly PlaneHost[];
  /** Out of it the site's Neutron gives addresses. */
  readonly pool: { readonly first: string; readonly last: string };
}

export const PLANE = "hss-backup";
export const CIDR = "10.50.0.0/24";
export const VIP = "10.50.0.250";

export const PLANE_SITES: readonly PlaneSite[] = [
  {
    name: "east",
    node: "east-1",
    baseMac: "fa:16:3e:10:00:00",
    hosts: hosts("192.0.2"),
    pool: { first: "10.50.0.10", last: "10.50.0.79" },
  },
  {
    name: "west",
    node: "west-1",
    baseMac: "fa:16:3e:20:00:00",
    hosts: hosts("198.51.100"),
    pool: { first: "10.50.0.80", last: "10.50.0.149" },
  },
  {
    name: "north",
    node: "north-1",
    baseMac: "fa:16:3e:30:00:00",
    hosts: hosts("203.0.113"),
    pool: { first: "10.50.0.150", last: "10.50.0.219" },
  },
];

function hosts(prefix: string): readonly PlaneHost[] {
  return [1, 2].map((number) => ({ name: `compute-${number}`, vtep: `${prefix}.${10 + number}` }));
}
