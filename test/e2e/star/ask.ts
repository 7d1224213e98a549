/** What a client of one node's identity service sees. */
export interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Asks a node's identity API as any client does. */
export async function ask(endpoint: string, method: string, path: string, token?: string, body?: object): Promise<Seen> {
  const answer = await fetch(`${endpoint}${path}`, {
    method,
    headers: { "content-type": "application/json", ...(token === undefined ? {} : { "x-auth-token": token }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === "" ? {} : JSON.parse(text) };
}

/** A login with a password, with project scope when `project` is named. */
export async function logIn(
  endpoint: string,
  user: { readonly name: string; readonly password: string; readonly project?: string },
): Promise<{ readonly status: number; readonly token: string }> {
  const domain = { id: "default" };
  const auth = {
    identity: { methods: ["password"], password: { user: { name: user.name, domain, password: user.password } } },
    ...(user.project === undefined ? {} : { scope: { project: { name: user.project, domain } } }),
  };
  const { status, headers } = await ask(endpoint, "POST", "/auth/tokens", undefined, { auth });
  return { status, token: headers.get("x-subject-token") ?? "" };
}

/** Status of a validation by a caller whose token is good. */
export async function validate(endpoint: string, caller: string, token: string): Promise<number> {
  const answer = await fetch(`${endpoint}/auth/tokens`, { headers: { "x-auth-token": caller, "x-subject-token": token } });
  await answer.arrayBuffer();
  return answer.status;
}
