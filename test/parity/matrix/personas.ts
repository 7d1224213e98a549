import type { ParityClient } from "../client/types.ts";
import { logIn } from "./log-in.ts";
import { type Actor, type Household, type Persona, type PersonaName, ROLES, SCOPES, type World } from "./types.ts";

/** Nine roles on scopes; the owner of the things at home; a user without a role or scope; and who shows no token. */
export const personaNames: readonly PersonaName[] = [
  ...SCOPES.flatMap((scope) => ROLES.map((role) => `${scope} ${role}` as const)),
  "owner",
  "nobody",
  "anonymous",
];

interface Tools {
  readonly client: ParityClient;
  readonly createUser: (name: string, domainId: string) => Promise<Omit<Actor, "token">>;
  readonly assign: (path: string) => Promise<void>;
  readonly roles: World["roles"];
  readonly home: Household;
}

/** The personas in the order of {@link personaNames}, all of the domain at home. */
export async function createPersonas({ client, createUser, assign, roles, home }: Tools): Promise<readonly Persona[]> {
  const personas: Persona[] = [];
  for (const scope of SCOPES) {
    for (const role of ROLES) {
      const user = await createUser(`${scope}-${role}`, home.domainId);
      const place = { system: "system", domain: `domains/${home.domainId}`, project: `projects/${home.projectId}` }[scope];
      await assign(`/v3/${place}/users/${user.userId}/roles/${roles[role]}`);
      const tokenScope = {
        system: { system: { all: true } },
        domain: { domain: { id: home.domainId } },
        project: { project: { id: home.projectId } },
      }[scope];
      const { token } = await logIn(client, { id: user.userId, password: user.password }, tokenScope);
      personas.push({ name: `${scope} ${role}`, token, userId: user.userId });
    }
  }
  const nobody = await createUser("nobody", home.domainId);
  const { token } = await logIn(client, { id: nobody.userId, password: nobody.password });
  personas.push({ name: "owner", token: home.owner.token, userId: home.owner.userId });
  personas.push({ name: "nobody", token, userId: nobody.userId });
  personas.push({ name: "anonymous", token: undefined, userId: home.owner.userId });
  return personas;
}
