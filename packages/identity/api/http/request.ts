/** A request as handlers see it, whatever server it came through. */
export interface ApiRequest {
  readonly method: string;
  /** Path without the query, as it was sent. */
  readonly path: string;
  readonly queryText: string;
  readonly query: URLSearchParams;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Client address, after trusted proxies. */
  readonly address: string;
  readonly requestId: string;
  /** The request ID that the caller sent, when it has the form of one. */
  readonly globalRequestId?: string | undefined;
  /** `https://host:port`, from the request itself. */
  readonly origin: string;
  /** The JSON object of the body, or the fields of a form for OAuth2; empty when there was none. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Which keys of the query a list understands, exact or as `name__contains` and the like. */
export type Filters = readonly string[];

/** True unless the parameter is absent or `0` (keystone/server/flask/common.py, query_filter_is_true). */
export function isQueryTrue(request: ApiRequest, name: string): boolean {
  return request.query.has(name) && request.query.get(name) !== "0";
}

/** The object under a key of the body; anything else is as good as missing, and left to the schema. */
export function bodyObject(request: ApiRequest, key: string): Record<string, unknown> {
  const value = request.body[key];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
