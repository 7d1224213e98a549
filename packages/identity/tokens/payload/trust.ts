import {
  packAuditIds,
  packExpiry,
  packId,
  packUuid,
  required,
  unpackAuditIds,
  unpackExpiry,
  unpackId,
  unpackMethodBits,
  unpackUuid,
} from "./fields.ts";
import type { PayloadKind } from "./types.ts";

/**
 * Version 3: user, methods, project, expiry, audit IDs, trust as bare bytes (token_formatters.py, TrustScopedPayload). The user is
 * the trustee, also when the trust impersonates: the trustor takes the place when the token is rendered.
 */
export const trustPayload: PayloadKind = {
  kind: "trust",
  version: 3,
  matches: (token) => token.trustId !== undefined,

  pack: (token, wire) => [
    packId(token.userId),
    wire.methods.toInteger(token.methods),
    packId(required(token.projectId, "a project")),
    packExpiry(token.expiresAtMs),
    packAuditIds(token.auditIds),
    packUuid(required(token.trustId, "a trust"), "the trust"),
  ],

  unpack: ([user, methods, project, expiry, auditIds, trust], wire) => ({
    userId: unpackId(user),
    methods: wire.methods.toMethods(unpackMethodBits(methods)),
    projectId: unpackId(project),
    expiresAtMs: unpackExpiry(expiry),
    auditIds: unpackAuditIds(auditIds),
    trustId: unpackUuid(trust),
  }),
};
