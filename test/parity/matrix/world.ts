import type { ParityClient } from "../client/types.ts";
import { logIn } from "./log-in.ts";
import { createPersonas } from "./personas.ts";
import type { Actor, Household, World } from "./types.ts";

export interface Administrator {
  readonly name: string;
  readonly password: string;
}

/** Makes households and personas in a service that was only bootstrapped. */
export async function createWorld(client: ParityClient, administrator: Administrator): Promise<World> {
  const { name, password } = administrator;
  const admin = await logIn(client, { name, password, domain: { id: "default" } }, { system: { all: true } });
  const make = async (path: string, body: unknown) => {
    const answer = await client.request("POST", path, { token: admin.token, body });
    if (answer.status !== 201) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };
  const assign = async (path: string) => {
    const answer = await client.request("PUT", path, { token: admin.token });
    if (answer.status !== 204) throw new Error(`PUT ${path} answered ${answer.status}: ${answer.text}`);
  };
  const listed = await client.request("GET", "/v3/roles", { token: admin.token });
  const roleIds = Object.fromEntries(listed.body.roles.map((role: { name: string; id: string }) => [role.name, role.id]));
  const roles = { admin: roleIds.admin, member: roleIds.member, reader: roleIds.reader };

  const createUser = async (userName: string, domainId: string) => {
    const user = { name: userName, domain_id: domainId, password: `${userName}-password` };
    const { id } = (await make("/v3/users", { user })).user;
    return { userId: id as string, name: userName, password: user.password };
  };
  const createHousehold = async (place: string): Promise<Household> => {
    const domainId = (await make("/v3/domains", { domain: { name: place } })).domain.id;
    const projectId = (await make("/v3/projects", { project: { name: place, domain_id: domainId } })).project.id;
    const owner = await createUser(`${place}-owner`, domainId);
    const neighbour = await createUser(`${place}-neighbour`, domainId);
    const authorizer = await createUser(`${place}-authorizer`, domainId);
    const join = async (user: Omit<Actor, "token">, roleId: string): Promise<Actor> => {
      await assign(`/v3/projects/${projectId}/users/${user.userId}/roles/${roleId}`);
      const scope = { project: { id: projectId } };
      return { ...user, token: (await logIn(client, { id: user.userId, password: user.password }, scope)).token };
    };
    return {
      domainId,
      projectId,
      neighbour,
      owner: await join(owner, roles.member),
      authorizer: await join(authorizer, roles.admin),
    };
  };
  const home = await createHousehold("home");
  const away = await createHousehold("away");
  const personas = await createPersonas({ client, createUser, assign, roles, home });
  return { admin: { ...admin, name, password }, roles, home, away, personas };
}
