import type { LimitedResource } from "../store/registered-limits.ts";

/** A limit as it is about to be: of a project, or else of a domain. */
export interface ProposedLimit extends LimitedResource {
  readonly projectId: string | null;
  readonly domainId: string | null;
  readonly resourceLimit: number;
}

/** What is known of the tree around the proposed limits. */
export interface LimitTree {
  /** A project's parent, which is a domain in a tree of two levels. */
  parentOf(projectId: string): string | null;
  /** The projects in a domain. */
  projectsOf(domainId: string): readonly string[];
  /** The stored limit of a project; without one it has none of its own. */
  projectLimit(projectId: string, resource: LimitedResource): number | undefined;
  /** The stored limit of a domain, or else the registered default. */
  domainLimit(domainId: string, resource: LimitedResource): number | undefined;
}

/**
 * The first limit that is above that of its domain or below that of a project of its domain
 * (keystone/limit/models/strict_two_level.py, check_limit). A domain's limit in the same request counts instead of the
 * stored one. As in Keystone, a stored limit of 0 is not compared, and -1 is a number like any other.
 */
export function findTwoLevelViolation(limits: readonly ProposedLimit[], tree: LimitTree): ProposedLimit | undefined {
  return limits.find((limit) =>
    limit.projectId === null ? isBelowChild(limit, tree) : isAboveParent(limit, limit.projectId, limits, tree),
  );
}

function isAboveParent(limit: ProposedLimit, projectId: string, limits: readonly ProposedLimit[], tree: LimitTree): boolean {
  const parentId = tree.parentOf(projectId);
  const proposed = limits.find((other) => other.domainId === parentId && isSameResource(other, limit));
  if (proposed) return limit.resourceLimit > proposed.resourceLimit;
  const parentLimit = parentId === null ? undefined : tree.domainLimit(parentId, limit);
  return Boolean(parentLimit) && limit.resourceLimit > (parentLimit ?? 0);
}

function isBelowChild(limit: ProposedLimit, tree: LimitTree): boolean {
  return tree.projectsOf(limit.domainId ?? "").some((projectId) => {
    const childLimit = tree.projectLimit(projectId, limit);
    return Boolean(childLimit) && limit.resourceLimit < (childLimit ?? 0);
  });
}

export function isSameResource(left: LimitedResource, right: LimitedResource): boolean {
  return left.serviceId === right.serviceId && left.regionId === right.regionId && left.resourceName === right.resourceName;
}
