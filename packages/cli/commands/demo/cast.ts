import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Random, urlSafeText } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";

/** One site of the demonstration, its region in the catalog, and its nodes of the star. */
export interface DemoSite {
  readonly name: string;
  readonly region: string;
  readonly nodes: readonly { readonly name: string; readonly role: "master" | "replica"; readonly follows?: string }[];
}

/** Two sites take writes; the others follow, each of their nodes another master. */
export const SITES: readonly DemoSite[] = [
  { name: "east", region: "RegionEast", nodes: [{ name: "east-1", role: "master" }] },
  { name: "west", region: "RegionWest", nodes: [{ name: "west-1", role: "master" }] },
  {
    name: "north",
    region: "RegionNorth",
    nodes: [
      { name: "north-1", role: "replica", follows: "east-1" },
      { name: "north-2", role: "replica", follows: "west-1" },
    ],
  },
  {
    name: "south",
    region: "RegionSouth",
    nodes: [
      { name: "south-1", role: "replica", follows: "west-1" },
      { name: "south-2", role: "replica", follows: "east-1" },
    ],
  },
];

export const REGIONS: readonly string[] = SITES.map(({ region }) => region);

/** Nodes in the order of their ports. */
export const NODES: readonly { readonly name: string; readonly site: string }[] = SITES.flatMap(({ name: site, nodes }) =>
  nodes.map(({ name }) => ({ name, site })),
);

/** Name of the user whom the story is about, and of the project with the servers. */
export const USER = "ann";
export const PROJECT = "vnf";

/** The service user that the regions' clouds validate tokens with. */
export const SERVICE_USER = "nova";
export const SERVICE_PROJECT = "service";

/** Of a state directory: made once, so that nobody learns them by reading this. */
export interface Passwords {
  readonly admin: Secret;
  readonly user: Secret;
  readonly service: Secret;
}

/**
 * The passwords of a state directory, made when there are none. They stay the same at the next start, because a new password
 * revokes all tokens of its second, the new ones too.
 */
export function keepPasswords(directory: string, random: Random): Passwords {
  const path = join(directory, "passwords.json");
  if (!existsSync(path)) {
    const make = (): string => urlSafeText(random, 12);
    writeFileSync(path, JSON.stringify({ admin: make(), user: make(), service: make() }), { mode: 0o600 });
  }
  const { admin, user, service } = JSON.parse(readFileSync(path, "utf8")) as Record<keyof Passwords, string>;
  return { admin: new Secret(admin), user: new Secret(user), service: new Secret(service) };
}
