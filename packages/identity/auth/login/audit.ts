import { KeystoneError } from "../../errors/index.ts";
import type { Identity } from "../../identity.ts";
import type { IssuedToken } from "../../token-service/index.ts";
import type { LoginRequest, LoginTrail } from "../types.ts";

/**
 * Does the login and records how it ended: more than Keystone, which records passwords and unknown users only
 * (keystone/notifications.py, CadfNotificationWrapper; keystone/auth/plugins/core.py, BaseUserInfo).
 */
export async function auditedLogin(
  identity: Identity,
  request: LoginRequest,
  trail: LoginTrail,
  work: () => Promise<IssuedToken>,
): Promise<IssuedToken> {
  try {
    const issued = await work();
    trail.userId = issued.model.payload.userId;
    recordLogin(identity, request, trail, "success");
    return issued;
  } catch (thrown) {
    recordLogin(identity, request, trail, "failure", reasonOf(thrown));
    throw thrown;
  }
}

function recordLogin(
  { audit }: Identity,
  request: LoginRequest,
  trail: LoginTrail,
  outcome: "success" | "failure",
  reason?: string,
): void {
  audit.record({
    resourceType: "user",
    operation: "authenticate",
    resourceId: trail.userId ?? "unknown",
    outcome,
    initiator: {
      userId: trail.userId,
      projectId: undefined,
      domainId: undefined,
      address: request.address,
      userAgent: request.headers["user-agent"],
      requestId: request.requestId ?? "unknown",
    },
    ...(reason === undefined ? {} : { reason }),
  });
}

/** Never the error's text: it may quote a receipt or what else the client sent. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof KeystoneError)) return "identity.unexpected";
  return thrown.detail === undefined ? thrown.code : `${thrown.code}: ${thrown.detail}`;
}
