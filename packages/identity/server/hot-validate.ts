import type { IncomingMessage, ServerResponse } from "node:http";
import { CALLER_VARIANT, toCaller } from "../api/http/caller.ts";
import type { Identity } from "../identity.ts";
import { flattenTarget, type Target } from "../policy/index.ts";
import type { Answer } from "../validation/index.ts";
import { newRequestId } from "./request.ts";

/** Answers a request or, with false, leaves it untouched to the framework. */
export type HotLane = (request: IncomingMessage, response: ServerResponse) => boolean;

/** What the framework needs of an answer: the policy decision of a caller about a subject, made once. */
interface Decision {
  readonly policyRevision: number;
  readonly allowed: boolean;
}

/**
 * `GET /v3/auth/tokens` from finished answers, in front of the framework (design D5). Only plain validations whose caller and
 * subject are both cached and unchanged are answered here; everything else, errors too, takes the ordinary way, so that the
 * answers are the same by construction.
 */
export function createHotLane(identity: Identity): HotLane {
  const decisions = new WeakMap<Answer, WeakMap<Answer, Decision>>();

  function isAllowed(caller: Answer, callerToken: string, subject: Answer): boolean {
    const known = decisions.get(caller)?.get(subject);
    if (known?.policyRevision === identity.policy.revision) return known.allowed;
    const { credentials } = toCaller(callerToken, caller);
    const allowed = identity.policy.authorize("identity:validate_token", subjectTarget(subject), credentials);
    const bySubject = decisions.get(caller) ?? new WeakMap<Answer, Decision>();
    bySubject.set(subject, { policyRevision: identity.policy.revision, allowed });
    decisions.set(caller, bySubject);
    return allowed;
  }

  return (request, response) => {
    if (request.method !== "GET") return false;
    const withCatalog = request.url === "/v3/auth/tokens";
    if (!withCatalog && request.url !== "/v3/auth/tokens?nocatalog") return false;
    const { headers } = request;
    const callerToken = headers["x-auth-token"];
    const subjectToken = headers["x-subject-token"];
    if (typeof callerToken !== "string" || typeof subjectToken !== "string") return false;
    // A body would change what rules may look at.
    if (headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined) return false;
    const accessRulesVersion = headers["openstack-identity-access-rules"] as string | undefined;
    const caller = identity.tokens.peek(callerToken, CALLER_VARIANT);
    const subject = caller && identity.tokens.peek(subjectToken, { windowSeconds: 0, accessRulesVersion });
    if (!subject || !isAllowed(caller, callerToken, subject)) return false;
    const body = subject.body(withCatalog);
    response.writeHead(200, [
      "Content-Type",
      "application/json",
      "Content-Length",
      String(body.length),
      "X-Subject-Token",
      subjectToken,
      "Vary",
      "X-Auth-Token",
      "x-openstack-request-id",
      newRequestId(identity.random),
    ]);
    response.end(body);
    return true;
  };
}

/** What rules may look at of the subject (api/auth/tokens/validate.ts gives the same). */
function subjectTarget({ model }: Answer): Target {
  return flattenTarget({ target: { token: { user_id: model.payload.userId, user: { domain: { id: model.user.domain.id } } } } });
}
