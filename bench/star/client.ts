import { Agent, request } from "node:http";

/** What a client of one node's identity service sees. */
export interface Answer {
  readonly status: number;
  readonly token: string;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Asks a node's identity API as any client does; `endpoint` has the /v3. */
export function send(
  endpoint: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: object,
): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const own = text === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const outgoing = request(`${endpoint}${path}`, { method, agent, headers: { ...headers, ...own } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () => {
        const token = answer.headers["x-subject-token"];
        resolve({
          status: answer.statusCode ?? 0,
          token: typeof token === "string" ? token : "",
          text: Buffer.concat(parts).toString(),
        });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(text);
  });
}

export interface User {
  readonly name: string;
  readonly password: string;
  readonly project?: string;
}

/** A login with a password; scoped when the user has a project. */
export function logIn(endpoint: string, { name, password, project }: User): Promise<Answer> {
  const domain = { id: "default" };
  const auth = {
    identity: { methods: ["password"], password: { user: { name, domain, password } } },
    ...(project === undefined ? {} : { scope: { project: { name: project, domain } } }),
  };
  return send(endpoint, "POST", "/auth/tokens", {}, { auth });
}

export async function tokenOf(endpoint: string, user: User): Promise<string> {
  const { status, token, text } = await logIn(endpoint, user);
  if (status !== 201) throw new Error(`${user.name} could not log in at ${endpoint}: ${status} ${text}`);
  return token;
}

/** Status of a validation by a caller whose token is good. */
export async function validate(endpoint: string, caller: string, token: string): Promise<number> {
  return (await send(endpoint, "GET", "/auth/tokens", { "x-auth-token": caller, "x-subject-token": token })).status;
}

/** Ends a token; its holder asks. */
export async function revoke(endpoint: string, token: string): Promise<void> {
  const { status } = await send(endpoint, "DELETE", "/auth/tokens", { "x-auth-token": token, "x-subject-token": token });
  if (status !== 204) throw new Error(`the token was not revoked at ${endpoint}: ${status}`);
}

/** A POST that makes something. */
export async function create(endpoint: string, token: string, path: string, body: object): Promise<string> {
  const { status, text } = await send(endpoint, "POST", path, { "x-auth-token": token }, body);
  if (status !== 201) throw new Error(`POST ${path} at ${endpoint}: ${status} ${text}`);
  return (Object.values(JSON.parse(text) as Record<string, { id: string }>)[0] as { id: string }).id;
}
