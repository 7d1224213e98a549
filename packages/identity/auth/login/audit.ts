import type { AuditReason } from "../../audit/types.ts";
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
    trail.userName = issued.model.user.name;
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
  reason?: AuditReason,
): void {
  audit.record({
    resourceType: "user",
    operation: "authenticate",
    resourceId: trail.userId ?? "unknown",
    outcome,
    initiator: {
      userId: trail.userId,
      userName: trail.userName,
      projectId: undefined,
      domainId: undefined,
      address: request.address,
      userAgent: request.headers["user-agent"],
      requestId: request.requestId ?? "unknown",
      globalRequestId: request.globalRequestId,
    },
    ...(reason === undefined ? {} : { reason }),
  });
}

/**
 * A locked or expired account in Keystone's words, everything else by its code; never the error's text otherwise: it may quote
 * a receipt or what else the client sent.
 */
function reasonOf(thrown: unknown): AuditReason {
  if (!(thrown instanceof KeystoneError)) return { text: "identity.unexpected", status: 500 };
  const { code, detail, message, status } = thrown;
  if (code === "identity.account.password_expired") return { text: message, status };
  if (detail?.startsWith("The account is locked")) return { text: detail, status };
  return { text: detail === undefined ? code : `${code}: ${detail}`, status };
}
