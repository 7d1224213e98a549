import { type Random, urlSafeText } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";

/** Regions of the demonstration, in order of their ports. */
export const REGIONS = ["RegionOne", "RegionTwo", "RegionThree"] as const;

/** Name of the user whom the story is about, and of the project with the servers. */
export const USER = "ann";
export const PROJECT = "vnf";

/** The service user that the regions' clouds validate tokens with. */
export const SERVICE_USER = "nova";
export const SERVICE_PROJECT = "service";

/** New for each start, so that nobody learns them by reading this. */
export interface Passwords {
  readonly admin: Secret;
  readonly user: Secret;
  readonly service: Secret;
}

export function makePasswords(random: Random): Passwords {
  const make = (): Secret => new Secret(urlSafeText(random, 12));
  return { admin: make(), user: make(), service: make() };
}
