import { create, send, tokenOf, type User } from "./client.ts";
import { ADMIN, type BenchStar } from "./star.ts";

/** Makes so many users, each with a role on a project, and gives them when the node has them. */
export async function createUsers(star: BenchStar, count: number, node: string): Promise<readonly User[]> {
  const { endpoint } = star.node("east-1");
  const admin = await tokenOf(endpoint, ADMIN);
  const listed = await send(endpoint, "GET", "/roles?name=member", { "x-auth-token": admin });
  const role = (JSON.parse(listed.text) as { roles: { id: string }[] }).roles[0]?.id;
  const project = await create(endpoint, admin, "/projects", { project: { name: "bench" } });
  const make = async (index: number): Promise<User> => {
    const user = { name: `bench-${index}`, password: `password-${index}` };
    const id = await create(endpoint, admin, "/users", { user });
    const granted = await send(endpoint, "PUT", `/projects/${project}/users/${id}/roles/${role}`, { "x-auth-token": admin });
    if (granted.status !== 204) throw new Error(`a role was not granted: ${granted.status} ${granted.text}`);
    return { ...user, project: "bench" };
  };
  const users: User[] = [];
  for (let start = 0; start < count; start += CONCURRENT) {
    users.push(...(await Promise.all(Array.from({ length: Math.min(CONCURRENT, count - start) }, (_, at) => make(start + at)))));
  }
  const writer = star.node("east-1").running()?.agent.ports.replication;
  await star
    .node(node)
    .running()
    ?.agent.ports.replication.waitFor((await writer?.position()) ?? "", 10_000);
  return users;
}

const CONCURRENT = 20;
