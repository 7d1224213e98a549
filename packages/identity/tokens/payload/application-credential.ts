import {
  packAuditIds,
  packExpiry,
  packId,
  required,
  unpackAuditIds,
  unpackExpiry,
  unpackId,
  unpackMethodBits,
} from "./fields.ts";
import type { PayloadKind } from "./types.ts";

/**
 * Version 9: user, methods, project, expiry, audit IDs, application credential (token_formatters.py,
 * ApplicationCredentialScopedPayload).
 */
export const applicationCredentialPayload: PayloadKind = {
  kind: "application_credential",
  version: 9,
  matches: (token) => token.applicationCredentialId !== undefined,

  pack: (token, wire) => [
    packId(token.userId),
    wire.methods.toInteger(token.methods),
    packId(required(token.projectId, "a project")),
    packExpiry(token.expiresAtMs),
    packAuditIds(token.auditIds),
    packId(required(token.applicationCredentialId, "an application credential")),
  ],

  unpack: ([user, methods, project, expiry, auditIds, applicationCredential], wire) => ({
    userId: unpackId(user),
    methods: wire.methods.toMethods(unpackMethodBits(methods)),
    projectId: unpackId(project),
    expiresAtMs: unpackExpiry(expiry),
    auditIds: unpackAuditIds(auditIds),
    applicationCredentialId: unpackId(applicationCredential),
  }),
};
