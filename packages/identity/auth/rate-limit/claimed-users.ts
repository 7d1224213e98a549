import type { Queries } from "../../store/database.ts";
import { getDomainByName } from "../../store/projects.ts";
import { getUser, getUserByName } from "../../store/users.ts";

type Reference = Readonly<Record<string, unknown>>;

const asReference = (value: unknown): Reference => (typeof value === "object" && value !== null ? (value as Reference) : {});

/**
 * Whom a login claims to be: IDs where the names lead to users, so that one user has one count however they are named, and else
 * the names as they were given.
 */
export async function claimedUsers(queries: Queries, auth: Reference): Promise<string[]> {
  const identityPart = asReference(auth.identity);
  const methods = Array.isArray(identityPart.methods) ? identityPart.methods : [];
  const claimed = new Set<string>();
  for (const method of new Set(methods)) {
    const payload = asReference(identityPart[String(method)]);
    const user = asReference(payload.user);
    const [name, id] = [asText(user.name), asText(user.id)];
    // The login itself looks at the credential's ID first, then at a name, then at the user's ID, and at nothing that is empty.
    if (method === "application_credential" && payload.id) claimed.add(`${method} ${String(payload.id)}`);
    else if (name !== undefined) claimed.add(await resolveName(queries, name, asReference(user.domain)));
    else if (id !== undefined) claimed.add(await resolveId(queries, id));
  }
  return [...claimed];
}

/** MariaDB finds an ID in capitals too: the user's own writing of it is what is counted. */
export async function resolveId(queries: Queries, userId: string): Promise<string> {
  return (await getUser(queries, userId))?.id ?? userId;
}

async function resolveName(queries: Queries, name: string, domain: Reference): Promise<string> {
  const domainName = asText(domain.name);
  const domainId = domainName === undefined ? asText(domain.id) : (await getDomainByName(queries, domainName))?.id;
  const user = domainId === undefined ? undefined : await getUserByName(queries, name, domainId);
  return user?.id ?? JSON.stringify([name, domainId ?? domainName ?? null]);
}

const asText = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
