import { headersOf, type ParityClient, parseBody, payloadOf } from "./types.ts";

const TIMEOUT_MS = 60_000;

/** A client of a service behind a socket. */
export function createHttpClient(baseUrl: string): ParityClient {
  return {
    baseUrl,
    nowMs: () => Date.now(),
    async request(method, path, options = {}) {
      const payload = payloadOf(options.body);
      try {
        const response = await fetch(`${baseUrl}${path}`, {
          method,
          redirect: "manual",
          headers: headersOf(options),
          signal: AbortSignal.timeout(TIMEOUT_MS),
          ...(payload === undefined ? {} : { body: payload }),
        });
        const text = await response.text();
        const headers = Object.fromEntries(response.headers);
        return { status: response.status, headers, text, body: parseBody(headers["content-type"], text) };
      } catch (error) {
        if (isClosedConnection(error)) return { status: 0, headers: {}, text: "", body: undefined };
        throw error;
      }
    },
  };
}

/** What a uWSGI that lost its application to an exception looks like from outside. */
function isClosedConnection(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { readonly code?: string } | undefined) : undefined;
  return cause?.code === "UND_ERR_SOCKET" || cause?.code === "ECONNRESET";
}
