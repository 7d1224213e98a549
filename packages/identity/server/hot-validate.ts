import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { CALLER_VARIANT, isForThisApi, toCaller } from "../api/http/caller.ts";
import type { Identity } from "../identity.ts";
import { type Credentials, flattenTarget } from "../policy/index.ts";
import type { Answer, BodyPieces, ValidationVariant } from "../validation/index.ts";
import { createRequestIds } from "./request.ts";

/** Answers a request, or leaves it untouched to the framework. */
export type HotLane = (request: IncomingMessage, response: ServerResponse, framework: RequestListener) => void;

/** What policy says of one caller, under one revision of the rules, about tokens of each user. */
interface Decisions {
  readonly policyRevision: number;
  readonly credentials: Credentials;
  readonly byOwner: Map<string, boolean>;
}

/** Owners that are remembered for a caller; a service validates for many users. */
const MAX_OWNERS = 10_000;

/**
 * `GET /v3/auth/tokens` in front of the framework (design D5): plain validations by a caller whose own answer is cached and
 * unchanged. Everything else, refusals too, takes the ordinary way, so that there is one place that says why.
 */
export function createHotLane(identity: Identity): HotLane {
  const nextRequestId = createRequestIds(identity.random);
  const sampleEvery = identity.config.log.sample_cached_validations;
  const decisionsOf = new WeakMap<Answer, Decisions>();

  function isAllowed(caller: Answer, callerToken: string, { model }: Answer): boolean {
    let decisions = decisionsOf.get(caller);
    if (decisions?.policyRevision !== identity.policy.revision) {
      const { credentials } = toCaller(callerToken, caller);
      decisions = { policyRevision: identity.policy.revision, credentials, byOwner: new Map() };
      decisionsOf.set(caller, decisions);
    }
    const userId = model.payload.userId;
    const domainId = model.user.domain.id;
    const owner = `${userId} ${domainId}`;
    const known = decisions.byOwner.get(owner);
    if (known !== undefined) return known;
    // What api/auth/tokens/validate.ts shows to rules.
    const target = flattenTarget({ target: { token: { user_id: userId, user: { domain: { id: domainId } } } } });
    const allowed = identity.policy.authorize("identity:validate_token", target, decisions.credentials);
    if (decisions.byOwner.size >= MAX_OWNERS) decisions.byOwner.clear();
    decisions.byOwner.set(owner, allowed);
    return allowed;
  }

  /** Whether it may be answered from what this process knows; see server/star. */
  const mayAnswer = (): boolean => {
    const state = identity.host?.states.thisTurn();
    return state === undefined || (state.fence === undefined && state.behind === undefined);
  };

  return (request, response, framework) => {
    if (!mayAnswer()) return framework(request, response);
    const plain = readPlainValidation(request);
    const caller = plain && identity.tokens.peek(plain.callerToken, CALLER_VARIANT);
    if (!caller || !isForThisApi(caller.model)) return framework(request, response);
    const finish = (subject: Answer): void => {
      if (isAllowed(caller, plain.callerToken, subject)) send(response, plain.subjectToken, subject.pieces(plain.withCatalog));
      else framework(request, response);
    };
    const known = identity.tokens.peek(plain.subjectToken, plain.variant);
    if (known) return finish(known);
    identity.tokens
      .validate(plain.subjectToken, plain.variant)
      .then(finish)
      .catch(() => framework(request, response));
  };

  function send(response: ServerResponse, subjectToken: string, { head, tail }: BodyPieces): void {
    const requestId = nextRequestId();
    const count = ++identity.counts.cachedValidations;
    if (sampleEvery > 0 && count % sampleEvery === 0) {
      identity.log.info(
        { requestId, method: "GET", route: "/v3/auth/tokens", status: 200, cachedValidations: count },
        "sample of cached validations",
      );
    }
    response.writeHead(200, [
      "Content-Type",
      "application/json",
      "Content-Length",
      String(head.length + (tail?.length ?? 0)),
      "X-Subject-Token",
      subjectToken,
      "Vary",
      "X-Auth-Token",
      "x-openstack-request-id",
      requestId,
    ]);
    // Nothing is copied together: both pieces leave in one write of the socket.
    if (tail) {
      response.write(head, "latin1");
      response.end(tail);
    } else {
      response.end(head, "latin1");
    }
  }
}

interface PlainValidation {
  readonly callerToken: string;
  readonly subjectToken: string;
  readonly withCatalog: boolean;
  readonly variant: ValidationVariant;
}

const WITHOUT_ACCESS_RULES: ValidationVariant = { windowSeconds: 0, accessRulesVersion: undefined };

/** Undefined unless the request is a validation without anything that the ordinary way would look at besides. */
function readPlainValidation(request: IncomingMessage): PlainValidation | undefined {
  if (request.method !== "GET") return undefined;
  const withCatalog = request.url === "/v3/auth/tokens";
  if (!withCatalog && request.url !== "/v3/auth/tokens?nocatalog") return undefined;
  const { headers } = request;
  const callerToken = headers["x-auth-token"];
  const subjectToken = headers["x-subject-token"];
  if (typeof callerToken !== "string" || typeof subjectToken !== "string") return undefined;
  // A body would change what rules may look at.
  if (headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined) return undefined;
  const accessRulesVersion = headers["openstack-identity-access-rules"] as string | undefined;
  const variant = accessRulesVersion === undefined ? WITHOUT_ACCESS_RULES : { windowSeconds: 0, accessRulesVersion };
  return { callerToken, subjectToken, withCatalog, variant };
}
