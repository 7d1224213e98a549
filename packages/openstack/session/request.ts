import type { Secret } from "@multisite/kernel/secret";
import type { Transport, TransportResponse } from "@multisite/kernel/transport";
import { OpenStackError } from "./answer.ts";

/** A service's endpoint, and as whom it is asked. */
export interface Access {
  readonly transport: Transport;
  /** Endpoint without a slash at its end, with its version: `http://controller:5000/v3`. */
  readonly endpoint: string;
  readonly token?: Secret;
  /** Longest wait for an answer; the transport's own when unset. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** See `TransportRequest`. */
  readonly isSentOnce?: boolean;
}

export interface ApiCall {
  readonly method: string;
  /** Beginning with `/`, below the endpoint. */
  readonly path: string;
  readonly body?: unknown;
  /** Sent as it is, instead of a JSON body; `headers` name its type. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether it may be done twice; what HTTP says of the method when unset. */
  readonly isRepeatable?: boolean;
}

/** Sends a call and gives back whatever was answered. */
export function ask(
  { transport, endpoint, token, timeoutMs, signal, isSentOnce }: Access,
  { method, path, body, text, headers }: ApiCall,
): Promise<TransportResponse> {
  return transport.send({
    method,
    url: `${endpoint}${path}`,
    headers: {
      accept: "application/json",
      ...(token === undefined ? {} : { "x-auth-token": token.reveal() }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(text === undefined ? {} : { body: text }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(signal === undefined ? {} : { signal }),
    ...(isSentOnce === undefined ? {} : { isSentOnce }),
  });
}

/**
 * Sends a call that must succeed and gives back its JSON body, or an empty object.
 *
 * @throws OpenStackError when the status is not 2xx; MultisiteError `kernel.transport.*` when nothing was answered
 */
export async function call<Body>(access: Access, apiCall: ApiCall): Promise<Body> {
  const answer = await ask(access, apiCall);
  if (answer.status < 200 || answer.status > 299) throw new OpenStackError(`${apiCall.method} ${apiCall.path}`, answer);
  return (answer.text === "" ? {} : JSON.parse(answer.text)) as Body;
}
