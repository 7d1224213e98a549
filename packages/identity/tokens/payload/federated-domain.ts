import { packFederated, unpackFederated } from "./federated.ts";
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
 * Version 6: user, methods, domain as a pair, groups, identity provider, protocol, expiry, audit IDs (token_formatters.py,
 * FederatedDomainScopedPayload).
 */
export const federatedDomainPayload: PayloadKind = {
  kind: "federated_domain",
  version: 6,
  matches: (token) => token.federated !== undefined && token.domainId !== undefined,

  pack: (token, wire) => [
    packId(token.userId),
    wire.methods.toInteger(token.methods),
    packId(required(token.domainId, "a domain")),
    ...packFederated(token.federated),
    packExpiry(token.expiresAtMs),
    packAuditIds(token.auditIds),
  ],

  unpack: ([user, methods, domain, groups, identityProvider, protocol, expiry, auditIds], wire) => ({
    userId: unpackId(user),
    methods: wire.methods.toMethods(unpackMethodBits(methods)),
    domainId: unpackId(domain),
    federated: unpackFederated(groups, identityProvider, protocol),
    expiresAtMs: unpackExpiry(expiry),
    auditIds: unpackAuditIds(auditIds),
  }),
};
