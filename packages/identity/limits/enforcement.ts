import type { IdentityConfig } from "../config/index.ts";
import type { Queries } from "../store/database.ts";
import { type LimitRecord, listLimits } from "../store/limits.ts";
import { getProject, listSubtree } from "../store/projects.ts";
import { findRegisteredLimit, type LimitedResource } from "../store/registered-limits.ts";
import { invalidLimit } from "./errors.ts";
import { findTwoLevelViolation, isSameResource, type LimitTree, type ProposedLimit } from "./two-level.ts";

/** The names and descriptions of the enforcement models (keystone/limit/models). */
export const enforcementModels = {
  flat: "Limit enforcement and validation does not take project hierarchy into consideration.",
  strict_two_level: "This model requires project hierarchy never exceeds a depth of two",
} as const;

/** 403 when the limits do not fit the project tree under the model of the configuration; `flat` looks at no tree. */
export async function assertFitsModel(config: IdentityConfig, queries: Queries, limits: readonly ProposedLimit[]): Promise<void> {
  if (config.unified_limit.enforcement_model === "flat") return;
  const violation = findTwoLevelViolation(limits, await readLimitTree(queries, limits));
  if (!violation) return;
  const { projectId, domainId, resourceName, resourceLimit, serviceId, regionId } = violation;
  throw invalidLimit(
    `The resource limit (${projectId === null ? "domain_id" : "project_id"}: ${projectId ?? domainId}, ` +
      `resource_name: ${resourceName}, resource_limit: ${resourceLimit}, service_id: ${serviceId}, ` +
      `region_id: ${regionId ?? "None"}) doesn't satisfy current hierarchy model.`,
  );
}

/** Everything that the model may ask about these limits, read beforehand. */
async function readLimitTree(queries: Queries, limits: readonly ProposedLimit[]): Promise<LimitTree> {
  const parents = new Map<string, string | null>();
  const children = new Map<string, readonly string[]>();
  for (const { projectId, domainId } of limits) {
    if (projectId !== null) parents.set(projectId, (await getProject(queries, projectId))?.parentId ?? null);
    else if (domainId !== null)
      children.set(
        domainId,
        (await listSubtree(queries, domainId)).map((project) => project.id),
      );
  }
  const stored: LimitRecord[] = [];
  const defaults: (LimitedResource & { readonly value: number })[] = [];
  for (const resource of distinctResources(limits)) {
    const known = await listLimits(queries, [
      { column: "service_id", value: resource.serviceId },
      { column: "resource_name", value: resource.resourceName },
    ]);
    stored.push(...known.filter((limit) => isSameResource(limit, resource)));
    const registered = await findRegisteredLimit(queries, resource);
    if (registered) defaults.push({ ...resource, value: registered.defaultLimit });
  }
  return {
    parentOf: (projectId) => parents.get(projectId) ?? null,
    projectsOf: (domainId) => children.get(domainId) ?? [],
    projectLimit: (projectId, resource) =>
      stored.find((limit) => limit.projectId === projectId && isSameResource(limit, resource))?.resourceLimit,
    domainLimit: (domainId, resource) =>
      stored.find((limit) => limit.domainId === domainId && isSameResource(limit, resource))?.resourceLimit ??
      defaults.find((candidate) => isSameResource(candidate, resource))?.value,
  };
}

function distinctResources(limits: readonly LimitedResource[]): LimitedResource[] {
  return limits.filter((limit, index) => limits.findIndex((other) => isSameResource(other, limit)) === index);
}
