import type { Identity } from "../identity.ts";
import type { Queries } from "../store/database.ts";
import { addUserDetails, type FederatedObject, getFederatedObjects, type UserDetails } from "../store/user-details.ts";
import { getUser } from "../store/users.ts";

/** A user with everything that answers show. */
export interface User extends UserDetails {
  /** Inactivity and denials considered. */
  readonly enabled: boolean;
  /** Empty in lists. */
  readonly federated: readonly FederatedObject[];
}

type UserDependencies = Pick<Identity, "passwords">;

/** A user by ID, or undefined. */
export async function findUser(identity: UserDependencies, queries: Queries, userId: string): Promise<User | undefined> {
  const record = await getUser(queries, userId);
  if (!record) return undefined;
  const [details] = await addUserDetails(queries, [record]);
  return { ...toUser(identity, details as UserDetails), federated: await getFederatedObjects(queries, userId) };
}

/** A user as lists show them. */
export function toUser({ passwords }: UserDependencies, details: UserDetails): User {
  return { ...details, enabled: passwords.isEnabled(details.user, details.options), federated: [] };
}
