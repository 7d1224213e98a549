import type { TestService } from "../../../packages/identity/testing/index.ts";
import { headersOf, type ParityClient, parseBody, payloadOf } from "./types.ts";

/** A client of a service in this process, without a socket. */
export function createInProcessClient(service: TestService): ParityClient {
  const baseUrl = service.identity.config.DEFAULT.public_endpoint ?? "http://localhost";
  return {
    baseUrl,
    nowMs: () => service.clock.nowMs(),
    async request(method, path, options = {}) {
      const payload = payloadOf(options.body);
      const answer = await service.app.inject({
        method: method as "GET",
        url: path,
        headers: { host: new URL(baseUrl).host, ...headersOf(options) },
        ...(payload === undefined ? {} : { payload }),
      });
      const headers = answer.headers as Record<string, string | undefined>;
      return { status: answer.statusCode, headers, text: answer.body, body: parseBody(headers["content-type"], answer.body) };
    },
  };
}
