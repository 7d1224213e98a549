/** An answer of either service. */
export interface ParityAnswer {
  /** 0 when the connection was closed without an answer. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into bodies of every shape.
  readonly body: any;
  readonly text: string;
}

export interface ParityRequest {
  readonly token?: string | undefined;
  readonly subjectToken?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a test talks to an identity service, real or ours. */
export interface ParityClient {
  /** Without a path; what OAuth signatures are computed with. */
  readonly baseUrl: string;
  /** The service's own time, in milliseconds since 1970. */
  nowMs(): number;
  request(method: string, path: string, options?: ParityRequest): Promise<ParityAnswer>;
}

/** The headers that a request is sent with. */
export function headersOf({ token, subjectToken, body, headers }: ParityRequest): Record<string, string> {
  return {
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(token === undefined ? {} : { "x-auth-token": token }),
    ...(subjectToken === undefined ? {} : { "x-subject-token": subjectToken }),
    ...headers,
  };
}

/** Text goes out as it is, everything else as JSON. */
export function payloadOf(body: unknown): string | undefined {
  if (body === undefined) return undefined;
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** The body as JSON when it says that it is. */
export function parseBody(contentType: string | undefined, text: string): unknown {
  return text !== "" && contentType?.startsWith("application/json") ? JSON.parse(text) : undefined;
}
