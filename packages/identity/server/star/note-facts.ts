import type { FastifyRequest } from "fastify";
import type { Identity } from "../../identity.ts";
import type { ForwardedAnswer } from "../../star/host/types.ts";
import { isOnlyDisabling } from "../../users/disable-by-fact.ts";
import { parseJsonBody } from "../json-body.ts";

/** Whether a request disables a user and does nothing else: done twice, it is done. */
export function isDisabling(request: FastifyRequest): boolean {
  try {
    return isOnlyDisabling(userOf(request));
  } catch {
    return false;
  }
}

function userOf(request: FastifyRequest): Readonly<Record<string, unknown>> {
  const { user } = parseJsonBody(request.body as Buffer | undefined, request.headers["content-type"]);
  return typeof user === "object" && user !== null ? (user as Record<string, unknown>) : {};
}

/**
 * A user that a master has just disabled or enabled is so at this site at once, before facts and rows arrive
 * (`PATCH /v3/users/{user_id}`).
 */
export function noteDenial({ facts, clock }: Identity, request: FastifyRequest, { status }: ForwardedAnswer): void {
  if (status !== 200) return;
  const { enabled } = userOf(request);
  const userId = (request.params as Record<string, string>).user_id ?? "";
  if (enabled === false) facts.deny(userId, clock.nowMs());
  if (enabled === true) facts.allow(userId, clock.nowMs());
}

/** A token that a master has just revoked is so at this site at once (`DELETE /v3/auth/tokens`). */
export function noteRevocation({ facts, clock, tokens }: Identity, request: FastifyRequest, { status }: ForwardedAnswer): void {
  const token = request.headers["x-subject-token"];
  const auditId = status === 204 && typeof token === "string" ? tokens.auditIdOf(token) : undefined;
  if (auditId !== undefined) facts.revoke({ auditId }, clock.nowMs());
}

/**
 * Whether a token of the request is revoked, or its user denied, by what this host has heard. A master may not have heard of it yet, and
 * would let pass what was refused here a moment ago.
 */
export function bearsDeniedToken(
  { facts: { denials }, tokens }: Identity,
  { headers }: Pick<FastifyRequest, "headers">,
): boolean {
  return [headers["x-auth-token"], headers["x-subject-token"]].some((token) => {
    if (typeof token !== "string") return false;
    const [auditId, userId] = [tokens.auditIdOf(token), tokens.userIdOf(token)];
    if (userId !== undefined && denials.isDenied(userId)) return true;
    return auditId !== undefined && denials.revocations(auditId).some((fact) => fact.auditId === auditId);
  });
}
