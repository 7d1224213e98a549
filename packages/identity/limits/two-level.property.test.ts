import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findTwoLevelViolation, type LimitTree, type ProposedLimit } from "./two-level.ts";

const resource = { serviceId: "s", regionId: null, resourceName: "cores" };
const PROJECTS = ["p0", "p1", "p2"];

/** A domain with three projects; `limits[0]` is the domain's, undefined where nothing is stored. */
function treeOf(domainLimit: number | undefined, projectLimits: readonly (number | undefined)[], fallback: number): LimitTree {
  return {
    parentOf: () => "d",
    projectsOf: () => PROJECTS,
    projectLimit: (projectId) => projectLimits[PROJECTS.indexOf(projectId)],
    domainLimit: () => domainLimit ?? fallback,
  };
}

const ofProject = (projectId: string, resourceLimit: number): ProposedLimit => ({
  ...resource,
  projectId,
  domainId: null,
  resourceLimit,
});
const ofDomain = (resourceLimit: number): ProposedLimit => ({ ...resource, projectId: null, domainId: "d", resourceLimit });

const value = fc.integer({ min: 1, max: 20 });
const stored = fc.array(fc.option(value, { nil: undefined }), { minLength: 3, maxLength: 3 });

describe("strict_two_level", () => {
  test("whatever sequence of limits is accepted, no project ever has more than its domain", () => {
    const change = fc.record({ owner: fc.constantFrom("d", ...PROJECTS), limit: value });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), value, (changes, fallback) => {
        let domain: number | undefined;
        const projects: (number | undefined)[] = [undefined, undefined, undefined];
        for (const { owner, limit } of changes) {
          const proposed = owner === "d" ? ofDomain(limit) : ofProject(owner, limit);
          if (findTwoLevelViolation([proposed], treeOf(domain, projects, fallback))) continue;
          if (owner === "d") domain = limit;
          else projects[PROJECTS.indexOf(owner)] = limit;
          for (const project of projects) expect(project ?? 0).toBeLessThanOrEqual(domain ?? fallback);
        }
      }),
    );
  });

  test("a domain's limit in the request counts for its projects instead of the stored one", () => {
    fc.assert(
      fc.property(value, value, fc.option(value, { nil: undefined }), value, (domain, project, before, fallback) => {
        const proposed = [ofProject("p0", project), ofDomain(domain)];
        const violation = findTwoLevelViolation(proposed, treeOf(before, [undefined, undefined, undefined], fallback));
        expect(violation).toBe(project > domain ? proposed[0] : undefined);
      }),
    );
  });

  test("a domain is refused exactly when a project of it has more", () => {
    fc.assert(
      fc.property(value, stored, value, (domain, projects, fallback) => {
        const violation = findTwoLevelViolation([ofDomain(domain)], treeOf(undefined, projects, fallback));
        expect(violation !== undefined).toBe(projects.some((project) => project !== undefined && project > domain));
      }),
    );
  });

  test("as in Keystone, a stored limit of 0 holds nobody back", () => {
    expect(findTwoLevelViolation([ofProject("p0", 5)], treeOf(0, [], 10))).toBeUndefined();
  });
});
