/** One answer of a Keystone API; the body is there when it is JSON. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what it holds is what the tests are about.
  readonly body: any;
}

export interface WireRequest {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Sends one request over the network; any status is an answer. */
export async function send(url: string, method: string, path: string, request: WireRequest = {}): Promise<WireAnswer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(request.token === undefined ? {} : { "x-auth-token": request.token }),
      ...(request.body === undefined ? {} : { "content-type": "application/json" }),
      ...request.headers,
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  return { status: response.status, headers: response.headers, body: isJson && text !== "" ? JSON.parse(text) : undefined };
}

/** Sends a request that must succeed. */
export async function sendOk(url: string, method: string, path: string, request: WireRequest = {}): Promise<WireAnswer> {
  const answer = await send(url, method, path, request);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
}

/** Logs in with an `auth` object. */
export function authenticate(url: string, auth: unknown): Promise<WireAnswer> {
  return send(url, "POST", "/v3/auth/tokens", { body: { auth } });
}

/** Logs in, which must succeed, and gives the token. */
export async function tokenFor(url: string, auth: unknown): Promise<string> {
  const { headers } = await sendOk(url, "POST", "/v3/auth/tokens", { body: { auth } });
  return headers.get("x-subject-token") ?? "";
}

/** The `auth` object of a password login in domain `default`; unscoped without `scope`. */
export function password(name: string, secret: string, scope?: unknown): unknown {
  const identity = { methods: ["password"], password: { user: { name, domain: { id: "default" }, password: secret } } };
  return scope === undefined ? { identity } : { identity, scope };
}

/** A project scope by name in domain `default`. */
export function project(name: string): unknown {
  return { project: { name, domain: { id: "default" } } };
}

/** Validates a token, as a caller that enforces access rules. */
export function validate(url: string, token: string, subject: string): Promise<WireAnswer> {
  const headers = { "x-subject-token": subject, "openstack-identity-access-rules": "1" };
  return send(url, "GET", "/v3/auth/tokens", { token, headers });
}
