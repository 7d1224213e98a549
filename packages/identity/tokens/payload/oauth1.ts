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

/** Version 7: user, methods, project, OAuth 1 access token, expiry, audit IDs (token_formatters.py, OauthScopedPayload). */
export const oauth1Payload: PayloadKind = {
  kind: "oauth1",
  version: 7,
  matches: (token) => token.accessTokenId !== undefined,

  pack: (token, wire) => [
    packId(token.userId),
    wire.methods.toInteger(token.methods),
    packId(required(token.projectId, "a project")),
    packId(required(token.accessTokenId, "an access token")),
    packExpiry(token.expiresAtMs),
    packAuditIds(token.auditIds),
  ],

  unpack: ([user, methods, project, accessToken, expiry, auditIds], wire) => ({
    userId: unpackId(user),
    methods: wire.methods.toMethods(unpackMethodBits(methods)),
    projectId: unpackId(project),
    accessTokenId: unpackId(accessToken),
    expiresAtMs: unpackExpiry(expiry),
    auditIds: unpackAuditIds(auditIds),
  }),
};
