import { Secret } from "@multisite/kernel/secret";
import type { TransportResponse } from "@multisite/kernel/transport";
import type { TokenBody } from "@multisite/openstack/identity";
import { ask } from "@multisite/openstack/session";
import { accessRulesRefusal } from "../access-rules/index.ts";
import type { EndpointAddress } from "../endpoints/index.ts";
import { validationNotAllowed } from "../errors.ts";
import { createAnswerCache } from "./cache.ts";
import { createEndpoints, EndpointFailure } from "./endpoints.ts";
import { createServiceToken } from "./service-token.ts";
import type { TokenValidator, TokenValidatorOptions, Validation } from "./types.ts";

const DEFAULTS = {
  cacheEntries: 1000,
  requestTimeoutMs: 5000,
  deadlineMs: 15_000,
  includeCatalog: true,
  budget: { callsPerSecond: 1000, burstCalls: 2000 },
} as const;

/**
 * A validator that asks the own site's identity service, and another's when that one fails
 * (keystonemiddleware/auth_token/__init__.py, AuthProtocol.fetch_token, and _identity.py, IdentityServer.verify_token).
 *
 * @example
 * const validator = createTokenValidator({ endpoints: ["http://identity.one:5000/v3"], credentials, clock, transport });
 * const answer = await validator.validate(new Secret(request.headers["x-auth-token"]));
 */
export function createTokenValidator(options: TokenValidatorOptions): TokenValidator {
  const { clock, transport, credentials, serviceType } = options;
  const { cacheEntries, requestTimeoutMs, deadlineMs, budget, includeCatalog } = { ...DEFAULTS, ...options };
  const endpoints = createEndpoints({
    endpoints: options.endpoints.map(addressOf),
    clock,
    transport,
    requestTimeoutMs,
    deadlineMs,
    budget,
  });
  const serviceToken = createServiceToken({ credentials, transport, clock, requestTimeoutMs });
  const cache = createAnswerCache({ clock, ttlMs: options.cacheTtlMs ?? 0, entries: cacheEntries });

  async function askEndpoint(endpoint: string, subject: Secret, allowExpired: boolean): Promise<TokenBody | undefined> {
    const query = [...(includeCatalog ? [] : ["nocatalog"]), ...(allowExpired ? ["allow_expired=1"] : [])].join("&");
    const path = `/auth/tokens${query === "" ? "" : `?${query}`}`;
    const headers = { "x-subject-token": subject.reveal(), "openstack-identity-access-rules": "1.0" };
    const attempt = async (): Promise<TransportResponse> => {
      const token = await serviceToken.get(endpoint);
      const answer = await ask({ transport, endpoint, token, timeoutMs: requestTimeoutMs }, { method: "GET", path, headers });
      if (answer.status === 401) serviceToken.discard(token);
      return answer;
    };
    let answer = await attempt();
    // The own token may have been revoked since; a new one is tried once.
    if (answer.status === 401) answer = await attempt();
    if (answer.status === 200) return (JSON.parse(answer.text) as { token: TokenBody }).token;
    if (answer.status === 404) return undefined;
    if (answer.status === 403) throw validationNotAllowed(endpoint, answer.text);
    throw new EndpointFailure(`status ${answer.status}`);
  }

  return {
    async validate(token, { request, allowExpired = false } = {}) {
      // Header values may come with blanks around them.
      const subject = new Secret(token.reveal().trim());
      if (!/^[\x21-\x7e]+$/.test(subject.reveal())) return refused("the token is empty or has impossible characters");
      const cached = allowExpired ? undefined : cache.get(subject);
      const body = cached ?? (await endpoints.ask((endpoint) => askEndpoint(endpoint, subject, allowExpired)));
      if (body === undefined) return refused("the identity service does not know the token, or not any more");
      if (!allowExpired && Date.parse(body.expires_at) <= clock.nowMs()) return refused("the token has expired");
      if (cached === undefined && !allowExpired) cache.put(subject, body);
      const refusal = request === undefined ? undefined : accessRulesRefusal(body, request, serviceType);
      return refusal === undefined ? accepted(body) : refused(refusal);
    },
  };
}

/** Of plain URLs, the first is the own site's. */
function addressOf(endpoint: string | EndpointAddress, index: number): EndpointAddress {
  if (typeof endpoint !== "string") return endpoint;
  return { url: endpoint, site: index === 0 ? "own" : `other ${index}`, isOwnSite: index === 0 };
}

function accepted(token: TokenBody): Validation {
  return { valid: true, token, user: token.user, project: token.project, roles: (token.roles ?? []).map(({ name }) => name) };
}

function refused(reason: string): Validation {
  return { valid: false, reason };
}
