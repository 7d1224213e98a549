import type { MsgpackInput, MsgpackValue } from "../msgpack.ts";
import {
  packAuditIds,
  packExpiry,
  packId,
  packUuid,
  required,
  UnrecognizedPayload,
  unpackAuditIds,
  unpackExpiry,
  unpackId,
  unpackMethodBits,
  unpackText,
  unpackUuid,
} from "./fields.ts";
import type { PayloadKind } from "./types.ts";

/** Version 1: user, methods, domain, expiry, audit IDs (token_formatters.py, DomainScopedPayload). */
export const domainPayload: PayloadKind = {
  kind: "domain",
  version: 1,
  matches: (token) => token.domainId !== undefined,

  pack: (token, wire) => [
    packId(token.userId),
    wire.methods.toInteger(token.methods),
    packDomain(required(token.domainId, "a domain"), wire.defaultDomainId),
    packExpiry(token.expiresAtMs),
    packAuditIds(token.auditIds),
  ],

  unpack: ([user, methods, domain, expiry, auditIds], wire) => ({
    userId: unpackId(user),
    methods: wire.methods.toMethods(unpackMethodBits(methods)),
    domainId: unpackDomain(domain, wire.defaultDomainId),
    expiresAtMs: unpackExpiry(expiry),
    auditIds: unpackAuditIds(auditIds),
  }),
};

/** No pair here: bare bytes for a UUID, and bare text for the default domain's ID only. */
function packDomain(domainId: string, defaultDomainId: string): MsgpackInput {
  const isPlainDefault = domainId === defaultDomainId && !/^[0-9a-f]{32}$/.test(domainId);
  return isPlainDefault ? domainId : packUuid(domainId, "the domain");
}

function unpackDomain(field: MsgpackValue | undefined, defaultDomainId: string): string {
  if (Buffer.isBuffer(field) && field.length === 16) return unpackUuid(field);
  const text = unpackText(field);
  if (text === defaultDomainId) return text;
  // An old payload whose UUID happens to be valid text.
  if (Buffer.byteLength(text) === 16) return unpackUuid(field);
  throw new UnrecognizedPayload("The domain is neither a UUID nor the default domain.");
}
