import { MultisiteError } from "@multisite/kernel/errors";
import { decodeMsgpack, encodeMsgpack } from "../msgpack.ts";
import { applicationCredentialPayload } from "./application-credential.ts";
import { domainPayload } from "./domain.ts";
import { federatedDomainPayload } from "./federated-domain.ts";
import { federatedProjectPayload } from "./federated-project.ts";
import { federatedUnscopedPayload } from "./federated-unscoped.ts";
import { UnrecognizedPayload } from "./fields.ts";
import { oauth1Payload } from "./oauth1.ts";
import { projectPayload } from "./project.ts";
import { systemPayload } from "./system.ts";
import { trustPayload } from "./trust.ts";
import type { PayloadContents, PayloadKind, TokenKind, WireSettings } from "./types.ts";
import { unscopedPayload } from "./unscoped.ts";

/** Every payload kind, in the order in which Keystone looks for the one that fits (token/providers/fernet/core.py). */
export const payloadKinds: readonly PayloadKind[] = [
  oauth1Payload,
  trustPayload,
  federatedProjectPayload,
  federatedDomainPayload,
  federatedUnscopedPayload,
  applicationCredentialPayload,
  projectPayload,
  domainPayload,
  systemPayload,
  unscopedPayload,
];

const byVersion: readonly PayloadKind[] = payloadKinds.toSorted((left, right) => left.version - right.version);

/** The kind of payload that a token with these contents gets. */
export function kindOf(contents: PayloadContents): TokenKind {
  return choose(contents).kind;
}

function choose(contents: PayloadContents): PayloadKind {
  const found = payloadKinds.find((payload) => payload.matches(contents));
  // No payload carries both; Keystone fails here with an internal error.
  if (found === undefined || (contents.federated !== undefined && contents.system !== undefined)) {
    throw new MultisiteError("identity.token.unsupported_scope", "A federated token cannot be scoped to the system.");
  }
  return found;
}

/** The plaintext of a token: a MessagePack array that begins with the payload version. */
export function packPayload(contents: PayloadContents, wire: WireSettings): Buffer {
  const payload = choose(contents);
  return encodeMsgpack([payload.version, ...payload.pack(contents, wire)]);
}

/**
 * Reads what {@link packPayload} of this or any Keystone wrote.
 *
 * @throws UnrecognizedPayload or MsgpackError when it is no payload of a known version
 */
export function unpackPayload(plaintext: Buffer, wire: WireSettings): PayloadContents & { kind: TokenKind } {
  const decoded = decodeMsgpack(plaintext);
  if (!Array.isArray(decoded)) throw new UnrecognizedPayload("The payload is not an array.");
  const version = decoded[0];
  const payload = typeof version === "number" ? byVersion[version] : undefined;
  if (payload === undefined) throw new UnrecognizedPayload("The payload version is unknown.");
  return { kind: payload.kind, ...payload.unpack(decoded.slice(1), wire) };
}
