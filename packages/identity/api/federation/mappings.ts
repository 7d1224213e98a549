import { notFound } from "../../errors/index.ts";
import { getMapping, listMappings, type MappingRecord } from "../../store/federation.ts";
import type { Exchange } from "../http/exchange.ts";
import { collectionReply, withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { unsupportedChanges } from "./unsupported.ts";

const COLLECTION = "/v3/OS-FEDERATION/mappings";

async function requireMapping({ identity, request }: Exchange): Promise<MappingRecord> {
  const id = request.pathParameters.mapping_id ?? "";
  const mapping = await getMapping(identity.database.query, id);
  if (!mapping) throw notFound("mapping", id);
  return mapping;
}

/** keystone/api/os_federation.py, MappingResource. */
export const mappingRoutes: readonly Route[] = [
  {
    method: "GET",
    path: COLLECTION,
    async handle(exchange) {
      await exchange.enforce("identity:list_mappings");
      const mappings = await listMappings(exchange.identity.database.query);
      return collectionReply(exchange, mappings, { name: "mappings", prefix: ["OS-FEDERATION"] });
    },
  },
  {
    method: "GET",
    path: `${COLLECTION}/{mapping_id}`,
    async handle(exchange) {
      await exchange.enforce("identity:get_mapping");
      return ok({ mapping: withSelfLink(exchange, await requireMapping(exchange), ["OS-FEDERATION", "mappings"]) });
    },
  },
  ...unsupportedChanges(`${COLLECTION}/{mapping_id}`, "mapping", requireMapping),
];
