import { missingAttribute } from "../errors/index.ts";
import type { Queries } from "../store/database.ts";

/**
 * 400 for a service or region that does not exist; `target` is what the body is about (keystone/limit/core.py,
 * _assert_resource_exist).
 */
export async function assertServiceAndRegion(
  queries: Queries,
  target: "limit" | "registered_limit",
  { serviceId, regionId }: { readonly serviceId?: string | undefined; readonly regionId?: string | null | undefined },
): Promise<void> {
  if (serviceId !== undefined) {
    const service = await queries.selectFrom("service").select("id").where("id", "=", serviceId).executeTakeFirst();
    if (!service) throw missingAttribute("service_id", target);
  }
  if (regionId !== undefined && regionId !== null) {
    const region = await queries.selectFrom("region").select("id").where("id", "=", regionId).executeTakeFirst();
    if (!region) throw missingAttribute("region_id", target);
  }
}
