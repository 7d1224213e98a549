import type { ForwardedRequest } from "@multisite/identity/star";
import type { SimulatedNode } from "./node.ts";

/** What a client of one node's identity API sees. */
export interface Seen {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Asked {
  readonly token?: string;
  readonly subjectToken?: string;
  readonly body?: object;
}

/** Asks a node's identity API; undefined when it died meanwhile, or does not run. */
export async function ask(
  node: Pick<SimulatedNode, "ask">,
  method: string,
  path: string,
  { token, subjectToken, body }: Asked = {},
): Promise<Seen | undefined> {
  const request: ForwardedRequest = {
    method,
    path,
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { "x-auth-token": token }),
      ...(subjectToken === undefined ? {} : { "x-subject-token": subjectToken }),
    },
    bodyBase64: body === undefined ? "" : Buffer.from(JSON.stringify(body)).toString("base64"),
  };
  const answer = await node.ask(request);
  if (answer === undefined) return undefined;
  const text = Buffer.from(answer.bodyBase64, "base64").toString("utf8");
  return { status: answer.status, headers: answer.headers, body: text === "" ? {} : JSON.parse(text) };
}

/** Body of a login with a password; into the project of that name when one is given. */
export function passwordLogin(name: string, password: string, project?: string): object {
  const domain = { id: "default" };
  return {
    auth: {
      identity: { methods: ["password"], password: { user: { name, domain, password } } },
      ...(project === undefined ? {} : { scope: { project: { name: project, domain } } }),
    },
  };
}
