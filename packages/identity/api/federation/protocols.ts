import { notFoundText } from "../../errors/index.ts";
import { getProtocol, listProtocols, type ProtocolRecord } from "../../store/federation.ts";
import type { Exchange } from "../http/exchange.ts";
import { collectionReply, withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { unsupportedChanges } from "./unsupported.ts";

const COLLECTION = "/v3/OS-FEDERATION/identity_providers/{idp_id}/protocols";

/** The protocol of the path; 404 also when the identity provider is unknown. */
export async function requireProtocol({ identity, request }: Exchange): Promise<ProtocolRecord> {
  const { idp_id: providerId = "", protocol_id: id = "" } = request.pathParameters;
  const protocol = await getProtocol(identity.database.query, providerId, id);
  if (!protocol) throw notFoundText(`Could not find federated protocol ${id} for Identity Provider: ${providerId}.`);
  return protocol;
}

/** Links of protocols lack `OS-FEDERATION` and the provider's path in Keystone too (keystone/api/os_federation.py). */
export const protocolRoutes: readonly Route[] = [
  {
    method: "GET",
    path: COLLECTION,
    async handle(exchange) {
      await exchange.enforce("identity:list_protocols");
      const providerId = exchange.request.pathParameters.idp_id ?? "";
      const protocols = await listProtocols(exchange.identity.database.query, providerId);
      const bodies = protocols.map((protocol) => ({
        id: protocol.id,
        idp_id: protocol.identityProviderId,
        mapping_id: protocol.mappingId,
        remote_id_attribute: protocol.remoteIdAttribute,
        links: linksOf(exchange, protocol),
      }));
      return collectionReply(exchange, bodies, { name: "protocols" });
    },
  },
  {
    method: "GET",
    path: `${COLLECTION}/{protocol_id}`,
    async handle(exchange) {
      await exchange.enforce("identity:get_protocol");
      const protocol = await requireProtocol(exchange);
      const body = { id: protocol.id, mapping_id: protocol.mappingId, links: linksOf(exchange, protocol) };
      return ok({ protocol: withSelfLink(exchange, body, ["protocols"]) });
    },
  },
  ...unsupportedChanges(`${COLLECTION}/{protocol_id}`, "protocol", requireProtocol),
];

function linksOf({ links }: Exchange, protocol: ProtocolRecord): object {
  return { identity_provider: links.to(protocol.identityProviderId) };
}
