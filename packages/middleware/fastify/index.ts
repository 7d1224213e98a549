import { MultisiteError } from "@multisite/kernel/errors";
import type { TokenBody } from "@multisite/openstack/identity";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { TokenValidator } from "../validator/types.ts";
import { admit } from "./admit.ts";
import { IDENTITY_HEADERS } from "./headers.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The caller's token; null on paths that need none, and where the decision is left to the handler. */
    identityToken: TokenBody | null;
  }
}

/** Names in brackets are keystonemiddleware's options of `[keystone_authtoken]`. */
export interface TokenAuthOptions {
  readonly validator: TokenValidator;
  /** Where users log in; shown in the `WWW-Authenticate` header of a 401 [www_authenticate_uri]. */
  readonly authenticateUri: string;
  /**
   * Lets requests without a good token pass, with `X-Identity-Status: Invalid`, for the handler to decide; also when no identity
   * service answers [delay_auth_decision]. Default false.
   */
  readonly delayAuthDecision?: boolean;
  /** Roles that make a caller with `X-Service-Token` a service, which may pass on tokens that expired meanwhile [service_token_roles]. */
  readonly serviceTokenRoles?: readonly string[];
  /** Whether a service's token without one of these roles is refused [service_token_roles_required]. Default true; false there. */
  readonly serviceTokenRolesRequired?: boolean;
  /** Paths that are open to everybody, such as version documents. Default: none. */
  readonly isOpen?: (request: FastifyRequest) => boolean;
  /** Called with the cause of each refusal, which the answer does not tell. */
  readonly onRefusal?: (reason: string, request: FastifyRequest) => void;
}

/**
 * Lets only requests with a good token pass, and tells handlers in headers who asks; what keystonemiddleware's `auth_token` is to
 * Python services (keystonemiddleware/auth_token/__init__.py, AuthProtocol). A 503 is JSON here and HTML there.
 *
 * @example
 * protectWithTokens(app, { validator, authenticateUri: "http://identity.one:5000/v3" });
 */
export function protectWithTokens(app: FastifyInstance, options: TokenAuthOptions): void {
  const { validator, serviceTokenRoles = ["service"], serviceTokenRolesRequired = true, delayAuthDecision = false } = options;
  const challenge = `Keystone uri="${options.authenticateUri}"`;
  app.decorateRequest("identityToken", null);
  app.addHook("onRequest", async (request, reply) => {
    for (const name of IDENTITY_HEADERS) delete request.headers[name];
    if (options.isOpen?.(request) === true) return undefined;
    try {
      const { headers, token, refusal } = await admit(request, { validator, serviceTokenRoles, serviceTokenRolesRequired });
      if (refusal !== undefined) options.onRefusal?.(refusal, request);
      if (refusal !== undefined && !delayAuthDecision) return unauthorized(reply);
      Object.assign(request.headers, headers);
      request.identityToken = token;
      return undefined;
    } catch (thrown) {
      if (!(thrown instanceof MultisiteError)) throw thrown;
      options.onRefusal?.(`${thrown.message} ${thrown.detail ?? ""}`, request);
      if (!delayAuthDecision) return unavailable(reply);
      request.headers["x-identity-status"] = "Invalid";
      return undefined;
    }
  });
  // A handler that decides for itself says where to log in too.
  app.addHook("onSend", async (_request, reply) => {
    if (reply.statusCode === 401 && !reply.hasHeader("WWW-Authenticate")) reply.header("WWW-Authenticate", challenge);
  });
}

function unauthorized(reply: FastifyReply): FastifyReply {
  return answer(reply, 401, "Unauthorized", "The request you have made requires authentication.");
}

function unavailable(reply: FastifyReply): FastifyReply {
  return answer(reply, 503, "Service Unavailable", "The Keystone service is temporarily unavailable.");
}

function answer(reply: FastifyReply, code: number, title: string, message: string): FastifyReply {
  return reply.code(code).send({ error: { code, title, message } });
}
