import type { Queries } from "../../store/database.ts";
import { getDomainByName } from "../../store/projects.ts";
import { getUserByName } from "../../store/users.ts";

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
    if (typeof user.name === "string") claimed.add(await resolveName(queries, user.name, asReference(user.domain)));
    else if (typeof user.id === "string") claimed.add(user.id);
    else if (method === "application_credential" && typeof payload.id === "string") claimed.add(`${method} ${payload.id}`);
  }
  return [...claimed];
}

async function resolveName(queries: Queries, name: string, domain: Reference): Promise<string> {
  const domainId = typeof domain.name === "string" ? (await getDomainByName(queries, domain.name))?.id : asText(domain.id);
  const user = domainId === undefined ? undefined : await getUserByName(queries, name, domainId);
  return user?.id ?? JSON.stringify([name, domainId ?? domain.name ?? null]);
}

const asText = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
