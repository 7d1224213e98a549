import type { MsgpackInput, MsgpackValue } from "../msgpack.ts";
import { list, packId, required, unpackId, unpackText } from "./fields.ts";
import type { FederatedInformation } from "./types.ts";

/** The three elements that all federated payloads share: group pairs, identity provider pair, protocol as bare text. */
export function packFederated(information: FederatedInformation | undefined): MsgpackInput[] {
  const { groupIds, identityProviderId, protocolId } = required(information, "federated information");
  return [groupIds.map(packId), packId(identityProviderId), protocolId];
}

export function unpackFederated(
  groups: MsgpackValue | undefined,
  identityProvider: MsgpackValue | undefined,
  protocol: MsgpackValue | undefined,
): FederatedInformation {
  return {
    groupIds: list(groups).map(unpackId),
    identityProviderId: unpackId(identityProvider),
    protocolId: unpackText(protocol),
  };
}
