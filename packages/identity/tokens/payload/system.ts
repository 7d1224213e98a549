import {
  packAuditIds,
  packExpiry,
  packId,
  required,
  unpackAuditIds,
  unpackExpiry,
  unpackId,
  unpackMethodBits,
  unpackText,
} from "./fields.ts";
import type { PayloadKind } from "./types.ts";

/** Version 8: user, methods, system as text, expiry, audit IDs (token_formatters.py, SystemScopedPayload). */
export const systemPayload: PayloadKind = {
  kind: "system",
  version: 8,
  matches: (token) => token.system !== undefined,

  pack: (token, wire) => [
    packId(token.userId),
    wire.methods.toInteger(token.methods),
    required(token.system, "a system scope"),
    packExpiry(token.expiresAtMs),
    packAuditIds(token.auditIds),
  ],

  unpack: ([user, methods, system, expiry, auditIds], wire) => ({
    userId: unpackId(user),
    methods: wire.methods.toMethods(unpackMethodBits(methods)),
    system: unpackText(system),
    expiresAtMs: unpackExpiry(expiry),
    auditIds: unpackAuditIds(auditIds),
  }),
};
