import type { FastifyInstance } from "fastify";
import { travellingHeaders } from "./hop-headers.ts";
import type { AskIdentity } from "./types.ts";

/** Asks an identity service of the same process. */
export function askDirectly(app: FastifyInstance): AskIdentity {
  return async ({ method, path, headers, bodyBase64 }) => {
    const answer = await app.inject({
      method: method as "GET",
      url: path,
      headers: { ...headers },
      ...(bodyBase64 === "" ? {} : { payload: Buffer.from(bodyBase64, "base64") }),
    });
    return {
      status: answer.statusCode,
      headers: travellingHeaders(answer.headers),
      bodyBase64: answer.rawPayload.toString("base64"),
    };
  };
}
