import { MultisiteError } from "@multisite/kernel/errors";
import { Secret } from "@multisite/kernel/secret";
import type { TokenBody } from "@multisite/openstack/identity";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { TokenValidator } from "../validator/types.ts";
import { IDENTITY_HEADERS, serviceHeaders, userHeaders } from "./headers.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The caller's token; null on paths that need none. */
    identityToken: TokenBody | null;
  }
}

export interface TokenAuthOptions {
  readonly validator: TokenValidator;
  /** Where users log in; shown in the `WWW-Authenticate` header of a 401. */
  readonly authenticateUri: string;
  /** Roles that make a caller with `X-Service-Token` a service, which may pass on tokens that expired meanwhile. */
  readonly serviceTokenRoles?: readonly string[];
  /** Paths that are open to everybody, such as version documents. Default: none. */
  readonly isOpen?: (request: FastifyRequest) => boolean;
  /** Called with the cause of each refusal, which the answer does not tell. */
  readonly onRefusal?: (reason: string, request: FastifyRequest) => void;
}

/**
 * Lets only requests with a good token pass, and tells handlers in headers who asks; what keystonemiddleware's `auth_token` is to
 * Python services (keystonemiddleware/auth_token/__init__.py, AuthProtocol). A 503 is JSON here
 * and HTML there; a service's token must have a service role, as there with `service_token_roles_required`.
 *
 * @example
 * protectWithTokens(app, { validator, authenticateUri: "http://identity.one:5000/v3" });
 */
export function protectWithTokens(app: FastifyInstance, options: TokenAuthOptions): void {
  app.decorateRequest("identityToken", null);
  app.addHook("onRequest", async (request, reply) => {
    for (const name of IDENTITY_HEADERS) delete request.headers[name];
    if (options.isOpen?.(request) === true) return undefined;
    try {
      const refusal = await admit(request, options);
      if (refusal === undefined) return undefined;
      options.onRefusal?.(refusal, request);
      return unauthorized(reply, options.authenticateUri);
    } catch (thrown) {
      if (!(thrown instanceof MultisiteError)) throw thrown;
      options.onRefusal?.(`${thrown.message} ${thrown.detail ?? ""}`, request);
      return answer(reply, 503, "Service Unavailable", "The Keystone service is temporarily unavailable.");
    }
  });
}

/** Why the request must not pass; undefined when it may. */
async function admit(
  request: FastifyRequest,
  { validator, serviceTokenRoles = ["service"] }: TokenAuthOptions,
): Promise<string | undefined> {
  const service = headerOf(request, "x-service-token");
  let mayBeExpired = false;
  if (service !== undefined) {
    const validation = await validator.validate(new Secret(service));
    if (!validation.valid) return `X-Service-Token: ${validation.reason}`;
    mayBeExpired = validation.roles.some((role) => serviceTokenRoles.includes(role));
    if (!mayBeExpired) return `X-Service-Token: its roles are none of ${serviceTokenRoles.join(", ")}`;
    Object.assign(request.headers, serviceHeaders(validation.token));
  }
  const token = headerOf(request, "x-auth-token") ?? headerOf(request, "x-storage-token");
  if (token === undefined) return "there is no X-Auth-Token";
  const validation = await validator.validate(new Secret(token), {
    request: { method: request.method, path: pathOf(request), fromService: service !== undefined },
    allowExpired: mayBeExpired,
  });
  if (!validation.valid) return `X-Auth-Token: ${validation.reason}`;
  request.identityToken = validation.token;
  Object.assign(request.headers, userHeaders(validation.token));
  return undefined;
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

function pathOf(request: FastifyRequest): string {
  const path = request.url.split("?")[0] ?? "/";
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function unauthorized(reply: FastifyReply, authenticateUri: string): FastifyReply {
  reply.header("WWW-Authenticate", `Keystone uri="${authenticateUri}"`);
  return answer(reply, 401, "Unauthorized", "The request you have made requires authentication.");
}

function answer(reply: FastifyReply, code: number, title: string, message: string): FastifyReply {
  return reply.code(code).send({ error: { code, title, message } });
}
