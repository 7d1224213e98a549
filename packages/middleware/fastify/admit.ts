import { Secret } from "@multisite/kernel/secret";
import type { TokenBody } from "@multisite/openstack/identity";
import type { FastifyRequest } from "fastify";
import type { TokenValidator } from "../validator/types.ts";
import { serviceHeaders, userHeaders } from "./headers.ts";

export interface AdmitOptions {
  readonly validator: TokenValidator;
  readonly serviceTokenRoles: readonly string[];
  readonly serviceTokenRolesRequired: boolean;
}

/** What is known of who sends a request. */
export interface Admission {
  /** Headers that tell it, of user and service. */
  readonly headers: Readonly<Record<string, string>>;
  /** The caller's token; null when there is no good one. */
  readonly token: TokenBody | null;
  /** Why the request must not pass; undefined when it may. */
  readonly refusal: string | undefined;
}

/**
 * Looks at both tokens of a request (keystonemiddleware/auth_token/__init__.py, BaseAuthProtocol.process_request).
 *
 * A service's token that is good lets a user's expired one pass only with one of the service roles, whether they are required or not.
 *
 * @throws MultisiteError `middleware.*` when nobody can say
 */
export async function admit(request: FastifyRequest, options: AdmitOptions): Promise<Admission> {
  const service = await admitService(request, options);
  const token = headerOf(request, "x-auth-token") ?? headerOf(request, "x-storage-token");
  const invalid = { ...service.headers, "x-identity-status": "Invalid" };
  if (token === undefined) return { headers: invalid, token: null, refusal: "there is no X-Auth-Token" };
  const validation = await options.validator.validate(new Secret(token), {
    request: { method: request.method, path: pathOf(request), fromService: service.isPresent },
    allowExpired: service.mayBeExpired,
  });
  if (!validation.valid) return { headers: invalid, token: null, refusal: `X-Auth-Token: ${validation.reason}` };
  const headers = { ...service.headers, ...userHeaders(validation.token) };
  return { headers, token: validation.token, refusal: service.refusal };
}

interface ServiceAdmission {
  readonly isPresent: boolean;
  readonly mayBeExpired: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly refusal: string | undefined;
}

async function admitService(request: FastifyRequest, options: AdmitOptions): Promise<ServiceAdmission> {
  const token = headerOf(request, "x-service-token");
  if (token === undefined) return { isPresent: false, mayBeExpired: false, headers: {}, refusal: undefined };
  const refused = (refusal: string): ServiceAdmission => ({
    isPresent: true,
    mayBeExpired: false,
    headers: { "x-service-identity-status": "Invalid" },
    refusal: `X-Service-Token: ${refusal}`,
  });
  const validation = await options.validator.validate(new Secret(token));
  if (!validation.valid) return refused(validation.reason);
  const hasRole = validation.roles.some((role) => options.serviceTokenRoles.includes(role));
  if (!hasRole && options.serviceTokenRolesRequired) {
    return refused(`its roles are none of ${options.serviceTokenRoles.join(", ")}`);
  }
  return { isPresent: true, mayBeExpired: hasRole, headers: serviceHeaders(validation.token), refusal: undefined };
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
