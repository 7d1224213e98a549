import type { AuditDetails, AuditInitiator } from "../../audit/types.ts";
import { forbiddenAction } from "../../errors/index.ts";
import type { Identity } from "../../identity.ts";
import { flattenTarget } from "../../policy/target.ts";
import { authenticateCaller, type Caller } from "./caller.ts";
import { createLinks, type Links } from "./links.ts";
import type { ApiRequest, Filters } from "./request.ts";

/** What a rule may look at besides the path parameters and the body. */
export interface EnforceOptions {
  /**
   * What the action is done to, by kind: `{ user: {...} }` is `target.user.…` in rules. A function is called only once the
   * caller is authenticated, so that nobody else learns what exists (keystone's `build_target`).
   */
  readonly target?: object | (() => Promise<object> | object);
  /** What rules see instead of the request's path parameters of these names, such as the true owner of what is named. */
  readonly path?: Readonly<Record<string, string>>;
  /** Query parameters that rules see as `filter_attr.…`. */
  readonly filters?: Filters;
}

/** One request on its way through a handler. */
export interface Exchange {
  readonly identity: Identity;
  readonly request: ApiRequest;
  readonly links: Links;
  /** False where no change can be stored now, neither here nor at a master. */
  readonly canWrite: boolean;
  /** The caller; 401 when the token is missing or no good. */
  caller(): Promise<Caller>;
  /** Passes if policy allows the caller the action, else 401 or 403 (keystone/common/rbac_enforcer/enforcer.py, enforce_call). */
  enforce(action: string, options?: EnforceOptions): Promise<Caller>;
  /**
   * Records a change that was made, as an audit event: `await exchange.notify("project", "created", id)`. Types and
   * operations are those of keystone/notifications.py; `details` name the actor of a membership, the grant of a role
   * assignment, or why a change was refused.
   */
  notify(resourceType: string, operation: string, resourceId: string, details?: AuditDetails): Promise<void>;
  /** The caller if one was authenticated, without authenticating one now. */
  knownCaller(): Promise<Caller | undefined>;
}

/** An exchange for a request; the caller is authenticated at most once. */
export function createExchange(identity: Identity, request: ApiRequest, canWrite = true): Exchange {
  let authenticated: Promise<Caller> | undefined;
  const caller = (): Promise<Caller> => {
    authenticated ??= authenticateCaller(identity, request);
    return authenticated;
  };
  const knownCaller = async (): Promise<Caller | undefined> => authenticated?.catch(() => undefined);
  return {
    identity,
    request,
    canWrite,
    knownCaller,
    links: createLinks(identity.config.DEFAULT.public_endpoint ?? request.origin, request),
    caller,
    async enforce(action, options = {}) {
      const known = await caller();
      const target = typeof options.target === "function" ? await options.target() : options.target;
      const policyTarget: Record<string, unknown> = { ...request.pathParameters, ...options.path };
      if (target !== undefined) policyTarget.target = target;
      if (Object.keys(request.body).length > 0) policyTarget.request_body = request.body;
      const filterValues = (options.filters ?? []).filter((name) => request.query.has(name));
      if (filterValues.length > 0) {
        policyTarget.filter_attr = Object.fromEntries(filterValues.map((name) => [name, request.query.get(name)]));
      }
      if (!identity.policy.authorize(action, flattenTarget(policyTarget), known.credentials)) throw forbiddenAction(action);
      return known;
    },
    async notify(resourceType, operation, resourceId, details = {}) {
      const initiator = initiatorOf(request, await knownCaller());
      identity.audit.record({ resourceType, operation, resourceId, outcome: "success", initiator, ...details });
    },
  };
}

/** The caller as an audit event names them. */
export function initiatorOf(request: ApiRequest, caller: Caller | undefined): AuditInitiator {
  return {
    userId: caller?.credentials.user_id ?? undefined,
    userName: caller?.model.user.name,
    projectId: caller?.credentials.project_id ?? undefined,
    domainId: caller?.credentials.domain_id ?? undefined,
    address: request.address,
    userAgent: request.headers["user-agent"],
    requestId: request.requestId,
    globalRequestId: request.globalRequestId,
  };
}
