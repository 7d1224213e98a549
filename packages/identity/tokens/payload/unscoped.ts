import { packAuditIds, packExpiry, packId, unpackAuditIds, unpackExpiry, unpackId, unpackMethodBits } from "./fields.ts";
import type { PayloadKind } from "./types.ts";

/** Version 0: user, methods, expiry, audit IDs (token_formatters.py, UnscopedPayload). */
export const unscopedPayload: PayloadKind = {
  kind: "unscoped",
  version: 0,
  matches: () => true,

  pack: (token, wire) => [
    packId(token.userId),
    wire.methods.toInteger(token.methods),
    packExpiry(token.expiresAtMs),
    packAuditIds(token.auditIds),
  ],

  unpack: ([user, methods, expiry, auditIds], wire) => ({
    userId: unpackId(user),
    methods: wire.methods.toMethods(unpackMethodBits(methods)),
    expiresAtMs: unpackExpiry(expiry),
    auditIds: unpackAuditIds(auditIds),
  }),
};
