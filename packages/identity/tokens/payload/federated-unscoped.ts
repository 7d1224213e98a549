import { packFederated, unpackFederated } from "./federated.ts";
import { packAuditIds, packExpiry, packId, unpackAuditIds, unpackExpiry, unpackId, unpackMethodBits } from "./fields.ts";
import type { PayloadKind } from "./types.ts";

/** Version 4: user, methods, groups, identity provider, protocol, expiry, audit IDs (token_formatters.py, FederatedUnscopedPayload). */
export const federatedUnscopedPayload: PayloadKind = {
  kind: "federated_unscoped",
  version: 4,
  matches: (token) => token.federated !== undefined && token.system === undefined,

  pack: (token, wire) => [
    packId(token.userId),
    wire.methods.toInteger(token.methods),
    ...packFederated(token.federated),
    packExpiry(token.expiresAtMs),
    packAuditIds(token.auditIds),
  ],

  unpack: ([user, methods, groups, identityProvider, protocol, expiry, auditIds], wire) => ({
    userId: unpackId(user),
    methods: wire.methods.toMethods(unpackMethodBits(methods)),
    federated: unpackFederated(groups, identityProvider, protocol),
    expiresAtMs: unpackExpiry(expiry),
    auditIds: unpackAuditIds(auditIds),
  }),
};
