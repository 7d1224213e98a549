import { Secret } from "@multisite/kernel/secret";
import { forbidden, KeystoneError, unauthorized } from "../../errors/index.ts";
import type { Identity } from "../../identity.ts";
import type { Credentials } from "../../policy/credentials.ts";
import type { Answer, TokenModel, ValidationVariant } from "../../validation/index.ts";
import type { ApiRequest } from "./request.ts";

/** Who sends a request, as their token says. */
export interface Caller {
  readonly model: TokenModel;
  readonly token: Secret;
  readonly credentials: Credentials;
}

/** A caller's own token must not have expired; this service enforces access rules like any other. */
export const CALLER_VARIANT: ValidationVariant = { windowSeconds: 0, accessRulesVersion: "1.0" };

/** The caller that a validated token stands for. */
export function toCaller(token: string, answer: Answer): Caller {
  return { model: answer.model, token: new Secret(token), credentials: toCredentials(answer.model, answer.render()) };
}

/**
 * Whether a token may be used on this API at all: the token of a signed EC2 or S3 request is for the service that showed the
 * request, and no way in here (keystone/server/flask/request_processing/middleware/auth_context.py, fill_context).
 */
export function isForThisApi(model: TokenModel): boolean {
  return !model.payload.methods.includes("ec2credential");
}

/**
 * Validates `X-Auth-Token`. Like Keystone, which is a service that understands access rules itself, it accepts tokens with
 * access rules (keystone/server/flask/request_processing/middleware/auth_context.py).
 */
export async function authenticateCaller(identity: Identity, request: ApiRequest): Promise<Caller> {
  const token = request.headers["x-auth-token"];
  if (!token) throw unauthorized("no X-Auth-Token");
  const answer = await identity.tokens.validate(token, CALLER_VARIANT).catch((thrown: unknown) => {
    if (thrown instanceof KeystoneError && thrown.code === "identity.star.isolated") {
      throw new KeystoneError(thrown.code, 401, thrown.message);
    }
    if (thrown instanceof KeystoneError && thrown.status < 500)
      throw unauthorized(`X-Auth-Token: ${thrown.detail ?? thrown.message}`);
    throw thrown;
  });
  if (!isForThisApi(answer.model)) throw forbidden("EC2 credential tokens cannot be used for authorization.");
  return toCaller(token, answer);
}

/** What policy may ask about the caller (keystone/common/context.py; policy/credentials.ts says where each comes from). */
function toCredentials(model: TokenModel, rendered: Readonly<Record<string, unknown>>): Credentials {
  return {
    user_id: model.user.id,
    user_domain_id: model.user.domain.id,
    system_scope: model.payload.system ?? null,
    domain_id: model.domain?.id ?? null,
    project_id: model.project?.id ?? null,
    project_domain_id: model.project?.domain.id ?? null,
    roles: model.roles.map((role) => role.name),
    is_admin_project: model.domain ? false : rendered.is_admin_project !== false,
    service_user_id: null,
    service_user_domain_id: null,
    service_project_id: null,
    service_project_domain_id: null,
    service_roles: [],
    token: rendered,
  };
}
