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
 * Version 5: user, methods, project, groups, identity provider, protocol, expiry, audit IDs (token_formatters.py,
 * FederatedProjectScopedPayload).
 */
export const federatedProjectPayload: PayloadKind = {
  kind: "federated_project",
  version: 5,
  matches: (token) => token.federated !== undefined && token.projectId !== undefined,

  pack: (token, wire) => [
    packId(token.userId),
    wire.methods.toInteger(token.methods),
    packId(required(token.projectId, "a project")),
    ...packFederated(token.federated),
    packExpiry(token.expiresAtMs),
    packAuditIds(token.auditIds),
  ],

  unpack: ([user, methods, project, groups, identityProvider, protocol, expiry, auditIds], wire) => ({
    userId: unpackId(user),
    methods: wire.methods.toMethods(unpackMethodBits(methods)),
    projectId: unpackId(project),
    federated: unpackFederated(groups, identityProvider, protocol),
    expiresAtMs: unpackExpiry(expiry),
    auditIds: unpackAuditIds(auditIds),
  }),
};
