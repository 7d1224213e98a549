import { notFoundText } from "../../../errors/index.ts";
import type { Answer } from "../../../validation/index.ts";
import type { Exchange } from "../../http/exchange.ts";
import { readBoolean } from "../../http/listing.ts";
import type { Reply, Route } from "../../http/route.ts";

/** `GET` and `HEAD /v3/auth/tokens` (keystone/api/auth.py, AuthTokenResource.get). */
export const validateToken: Route = {
  method: "GET",
  path: "/v3/auth/tokens",
  async handle(exchange) {
    const action = exchange.request.method === "HEAD" ? "identity:check_token" : "identity:validate_token";
    const subject = await enforceOnSubject(exchange, action);
    const withCatalog = !exchange.request.query.has("nocatalog");
    return subjectReply(200, requireSubjectToken(exchange), subject.body(withCatalog));
  },
};

/**
 * Validates `X-Subject-Token` and lets policy look at whose it is: rules allow users their own tokens
 * (keystone/common/rbac_enforcer/enforcer.py, _extract_subject_token_target_data).
 */
export async function enforceOnSubject(exchange: Exchange, action: string): Promise<Answer> {
  let subject: Answer | undefined;
  await exchange.enforce(action, {
    target: async () => {
      if (exchange.request.headers["x-subject-token"] === undefined) return {};
      subject = await validateSubject(exchange);
      return { token: { user_id: subject.model.payload.userId, user: { domain: { id: subject.model.user.domain.id } } } };
    },
  });
  if (!subject) throw notFoundText("No token in the request");
  return subject;
}

function validateSubject(exchange: Exchange): Promise<Answer> {
  const { identity, request } = exchange;
  const allowExpired = request.query.has("allow_expired") && isTrue(request.query.get("allow_expired") ?? "");
  return identity.tokens.validate(requireSubjectToken(exchange), {
    windowSeconds: allowExpired ? identity.config.token.allow_expired_window : 0,
    accessRulesVersion: request.headers["openstack-identity-access-rules"],
  });
}

/** Only the words for true are true here (oslo_utils/strutils.py, bool_from_string with its default). */
function isTrue(text: string): boolean {
  return readBoolean(text) && ["1", "t", "true", "on", "y", "yes"].includes(text.trim().toLowerCase());
}

function requireSubjectToken(exchange: Exchange): string {
  const token = exchange.request.headers["x-subject-token"];
  if (!token) throw notFoundText("No token in the request");
  return token;
}

/** A token's answer: its body, and the token itself in a header. */
export function subjectReply(status: number, token: string, body: string): Reply {
  return { status, text: body, contentType: "application/json", headers: { "X-Subject-Token": token } };
}
