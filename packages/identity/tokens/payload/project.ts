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

/** Version 2: user, methods, project, expiry, audit IDs (token_formatters.py, ProjectScopedPayload). */
export const projectPayload: PayloadKind = {
  kind: "project",
  version: 2,
  matches: (token) => token.projectId !== undefined,

  pack: (token, wire) => [
    packId(token.userId),
    wire.methods.toInteger(token.methods),
    packId(required(token.projectId, "a project")),
    packExpiry(token.expiresAtMs),
    packAuditIds(token.auditIds),
  ],

  unpack: ([user, methods, project, expiry, auditIds], wire) => ({
    userId: unpackId(user),
    methods: wire.methods.toMethods(unpackMethodBits(methods)),
    projectId: unpackId(project),
    expiresAtMs: unpackExpiry(expiry),
    auditIds: unpackAuditIds(auditIds),
  }),
};
