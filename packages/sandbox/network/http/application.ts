import { type Random, uuidDashed } from "@multisite/kernel/random";
import { protectWithTokens, type TokenValidator } from "@multisite/middleware";
import type { TokenBody } from "@multisite/openstack/identity";
import Fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import type { Caller } from "../neutron/caller.ts";
import type { SandboxNeutron } from "../neutron/neutron.ts";
import type { NeutronAnswer } from "../neutron/requests.ts";
import { nowhere, versions } from "../neutron/service-documents.ts";

export interface NeutronApplicationOptions {
  readonly neutron: Pick<SandboxNeutron, "request">;
  readonly validator: TokenValidator;
  /** Where users log in. */
  readonly authenticateUri: string;
  readonly random: Random;
}

const API = "/v2.0";

/** A Neutron's API over HTTP. Its endpoint is `/v2.0`; the list of versions is open to everybody. */
export function createNeutronApplication(options: NeutronApplicationOptions): FastifyInstance {
  const { neutron, validator, authenticateUri, random } = options;
  const app = Fastify({ logger: false, forceCloseConnections: true, genReqId: () => `req-${uuidDashed(random)}` });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, parse(String(body))));
  app.addHook("onSend", async (request, reply) => {
    reply.header("x-openstack-request-id", request.id);
  });
  protectWithTokens(app, { validator, authenticateUri, isOpen: ({ url }) => !url.startsWith(API) });
  app.all("/*", async (request, reply) => {
    const origin = `${request.protocol}://${request.host}`;
    if (!request.url.startsWith(API)) return request.url === "/" ? versions(origin) : send(reply, { status: 404, body: nowhere });
    const answer = neutron.request({
      method: request.method,
      path: request.url.slice(API.length),
      body: request.body === undefined ? {} : request.body,
      headers: { "if-match": request.headers["if-match"] },
      caller: callerOf(request.identityToken),
      origin,
    });
    return send(reply, answer);
  });
  return app;
}

function send(reply: FastifyReply, { status, body }: NeutronAnswer): FastifyReply {
  reply.code(status);
  if (body === undefined) return reply.send();
  if (typeof body === "string") return reply.type("text/html; charset=UTF-8").send(body);
  // As text, since a body may be nothing but `null`.
  return reply.type("application/json").send(JSON.stringify(body));
}

/** What cannot be read is nothing that Neutron takes for an object. */
function parse(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    return null;
  }
}

/** A token without a project owns nothing. */
function callerOf(token: TokenBody | null): Caller {
  const roles = token?.roles?.map(({ name }) => name) ?? [];
  return { projectId: token?.project?.id ?? "", isAdmin: roles.includes("admin") };
}
