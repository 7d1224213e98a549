/** Who asks. */
export interface Persona {
  readonly name: PersonaName;
  readonly token: string | undefined;
  /** The persona's user; the household's owner stands in for who is anonymous. */
  readonly userId: string;
}

/** Scopes and roles of nine of the personas. */
export const SCOPES = ["system", "domain", "project"] as const;
export const ROLES = ["admin", "member", "reader"] as const;

export type PersonaName = `${(typeof SCOPES)[number]} ${(typeof ROLES)[number]}` | "owner" | "nobody" | "anonymous";

/** Where a thing is: in the personas' own domain, in a stranger's, or in none. */
export type Place = "home" | "away" | "global";

/** A user with what they need to act. */
export interface Actor {
  readonly userId: string;
  readonly name: string;
  readonly password: string;
  readonly token: string;
}

/** A domain with one project, and the user to whom the things in it belong: a member of the project. */
export interface Household {
  readonly domainId: string;
  readonly projectId: string;
  readonly owner: Actor;
  /** An administrator of the project, who may authorize request tokens for it. */
  readonly authorizer: Actor;
  /** A user without roles, such as a trustee. */
  readonly neighbour: Omit<Actor, "token">;
}

/** What stands still while the cells of a matrix are asked. */
export interface World {
  /** With a token for the system, which may do everything in every policy mode. */
  readonly admin: Actor;
  readonly roles: Readonly<Record<"admin" | "member" | "reader", string>>;
  readonly home: Household;
  readonly away: Household;
  readonly personas: readonly Persona[];
}

/** The household of a place; things in no domain belong to the one at home. */
export function householdAt(world: World, place: Place): Household {
  return place === "away" ? world.away : world.home;
}
