import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
