import type { ParityClient } from "../client/types.ts";
import { logIn } from "../matrix/log-in.ts";
import type { PersonaName, World } from "./types.ts";

/** Makes the personas at an identity service; the administrator is the one of its bootstrap. */
export async function createWorld(
  client: ParityClient,
  administrator: { readonly name: string; readonly password: string },
  surroundings: Readonly<Record<string, string>>,
): Promise<World> {
  const project = (name: string) => ({ project: { name, domain: { id: "default" } } });
  const login = async (name: string, password: string, scope: string): Promise<string> =>
    (await logIn(client, { name, password, domain: { id: "default" } }, project(scope))).token;
  const admin = await login(administrator.name, administrator.password, "admin");
  const make = async (method: string, path: string, body?: unknown) => {
    const answer = await client.request(method, path, { token: admin, body });
    if (answer.status < 200 || answer.status > 299)
      throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };
  const idOf = async (kind: "roles" | "projects", name: string): Promise<string> =>
    (await make("GET", `/v3/${kind}?name=${name}`))[kind][0].id;
  const names: Record<string, string> = { ...surroundings, "project-admin": await idOf("projects", "admin") };
  const tokens: Record<PersonaName, string | undefined> = {
    admin,
    red: undefined,
    blue: undefined,
    reader: undefined,
    nobody: undefined,
    stranger: "no-token",
  };
  for (const name of ["red", "blue"]) {
    names[`project-${name}`] = (await make("POST", "/v3/projects", { project: { name, domain_id: "default" } })).project.id;
  }
  for (const [name, role, place] of PERSONAS) {
    const password = `${name}-password`;
    const { id } = (await make("POST", "/v3/users", { user: { name, password, domain_id: "default" } })).user;
    await make("PUT", `/v3/projects/${names[`project-${place}`]}/users/${id}/roles/${await idOf("roles", role)}`);
    tokens[name] = await login(name, password, place);
  }
  return { tokens, names };
}

const PERSONAS = [
  ["red", "member", "red"],
  ["blue", "member", "blue"],
  ["reader", "reader", "red"],
] as const;
