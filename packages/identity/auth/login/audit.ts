import type { AuditReason, NotificationChanges } from "../../audit/types.ts";
import { KeystoneError, notFound } from "../../errors/index.ts";
import type { Identity } from "../../identity.ts";
import { accountReason } from "../../passwords/check.ts";
import type { IssuedToken } from "../../token-service/index.ts";
import type { LoginRequest, LoginTrail } from "../types.ts";
import { isForMaster } from "./require-writer.ts";

/**
 * Does the login and records how it ended. The audit file gets every login; the message bus hears what Keystone tells it: how
 * the check of a password ended, and of unknown users (keystone/notifications.py, CadfNotificationWrapper;
 * keystone/auth/plugins/core.py, BaseUserInfo).
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
    // Whoever does it records it.
    if (isForMaster(thrown)) throw thrown;
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
  const { unknownUser } = trail;
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
      ...(unknownUser === undefined ? {} : { unknownUser }),
    },
    notification: toldOf(trail),
    ...(reason === undefined ? {} : { reason }),
  });
}

function toldOf({ unknownUser, passwordCheck }: LoginTrail): NotificationChanges | null {
  if (unknownUser) {
    const named = "id" in unknownUser ? unknownUser.id : unknownUser.name;
    return { outcome: "failure", reason: { text: notFound("user", named).message, status: 404 } };
  }
  return passwordCheck ? { outcome: passwordCheck.outcome, reason: passwordCheck.reason } : null;
}

/**
 * A locked or expired account in Keystone's words, everything else by its code; never the error's text otherwise: it may quote
 * a receipt or what else the client sent.
 */
function reasonOf(thrown: unknown): AuditReason {
  if (!(thrown instanceof KeystoneError)) return { text: "identity.unexpected", status: 500 };
  const { code, detail, status } = thrown;
  return accountReason(thrown) ?? { text: detail === undefined ? code : `${code}: ${detail}`, status };
}
