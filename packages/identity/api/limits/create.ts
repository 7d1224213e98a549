import { uuidHex } from "@multisite/kernel/random";
import { conflict, missingAttribute } from "../../errors/index.ts";
import { assertFitsModel } from "../../limits/enforcement.ts";
import { noLimitReference } from "../../limits/errors.ts";
import { assertServiceAndRegion } from "../../limits/references.ts";
import type { Queries } from "../../store/database.ts";
import { insertLimit, type LimitRecord, listLimits } from "../../store/limits.ts";
import { getDomain, getProject } from "../../store/projects.ts";
import { findRegisteredLimit } from "../../store/registered-limits.ts";
import { withSelfLink } from "../http/listing.ts";
import { created, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { renderLimit } from "./render.ts";
import { limitCreate } from "./schema.ts";

interface LimitBody {
  readonly project_id?: string;
  readonly domain_id?: string;
  readonly service_id: string;
  readonly region_id?: string;
  readonly resource_name: string;
  readonly resource_limit: number;
  readonly description?: string | null;
}

/** `POST /v3/limits`, all or none of them (keystone/api/limits.py, LimitsResource.post; keystone/limit/core.py, create_limits). */
export const createLimitsRoute: Route = {
  method: "POST",
  path: "/v3/limits",
  async handle(exchange) {
    const { identity, request } = exchange;
    await exchange.enforce("identity:create_limits");
    const { limits: given = {} } = request.body;
    validateSchema(limitCreate, given);
    const bodies = given as LimitBody[];
    const limits = await identity.database.transaction(async (queries) => {
      const proposed: LimitRecord[] = [];
      for (const body of bodies) proposed.push(await toRecord(queries, uuidHex(identity.random), body));
      await assertFitsModel(identity.config, queries, proposed);
      const stored: LimitRecord[] = [];
      for (const limit of proposed) stored.push(await storeLimit(queries, limit));
      return stored;
    });
    return created({ limits: limits.map((limit) => withSelfLink(exchange, renderLimit(limit), ["limits"])) });
  },
};

/** 400 unless everything exists that the body names; the ID of a domain given as a project's is a domain's limit. */
async function toRecord(queries: Queries, id: string, body: LimitBody): Promise<LimitRecord> {
  const resource = { serviceId: body.service_id, regionId: body.region_id ?? null, resourceName: body.resource_name };
  await assertServiceAndRegion(queries, "limit", resource);
  const project = body.project_id === undefined ? undefined : await getProject(queries, body.project_id);
  if (body.project_id !== undefined && !project) throw missingAttribute("project_id", "limit");
  const domainId = project?.isDomain ? project.id : (body.domain_id ?? null);
  if (domainId !== null && !(await getDomain(queries, domainId))) throw missingAttribute("domain_id", "limit");
  return {
    id,
    ...resource,
    registeredLimitId: "",
    projectId: domainId === null ? (body.project_id ?? null) : null,
    domainId,
    resourceLimit: body.resource_limit,
    description: body.description ?? null,
  };
}

async function storeLimit(queries: Queries, proposed: LimitRecord): Promise<LimitRecord> {
  const registered = await findRegisteredLimit(queries, proposed);
  if (!registered) throw noLimitReference();
  const limit = { ...proposed, registeredLimitId: registered.id };
  const same = await listLimits(queries, [
    { column: "registered_limit_id", value: registered.id },
    limit.projectId === null
      ? { column: "domain_id", value: limit.domainId ?? "" }
      : { column: "project_id", value: limit.projectId },
  ]);
  if (same.length > 0) throw conflict("limit", "Duplicate entry");
  await insertLimit(queries, limit);
  return limit;
}
