import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KeystoneError } from "../errors/index.ts";
import type { TrustRecord } from "../store/trusts.ts";
import { findRedelegationFault, isTrustUsable } from "./redelegation.ts";
import { decideTerms, type GrantedTerms } from "./terms.ts";

const MAX_COUNT = 3;
const roles = fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1 });
const requested = fc.record({
  allowRedelegation: fc.boolean(),
  redelegationCount: fc.option(fc.nat(4), { nil: undefined }),
  remainingUses: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null, freq: 8 }),
  expiresAtMs: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }),
  roleIds: roles,
  impersonation: fc.boolean(),
  projectId: fc.constantFrom("p", "p", "p", "q"),
});

const toRecord = (terms: GrantedTerms, id: string): TrustRecord => ({
  ...terms,
  id,
  trustorUserId: "u",
  trusteeUserId: "v",
  extra: {},
});

describe("terms of redelegated trusts", () => {
  test("no link of a chain reaches further than any link before it, and a chain ends", () => {
    fc.assert(
      fc.property(fc.array(requested, { minLength: 1, maxLength: 8 }), (requests) => {
        const pedigree: TrustRecord[] = [];
        for (const [index, request] of requests.entries()) {
          let granted: GrantedTerms;
          try {
            granted = decideTerms(request, pedigree, MAX_COUNT);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(KeystoneError);
            expect([400, 403]).toContain((thrown as KeystoneError).status);
            continue;
          }
          for (const ancestor of pedigree) {
            expect(ancestor.projectId).toBe(granted.projectId);
            expect(granted.redelegationCount).toBeLessThan(ancestor.redelegationCount);
            expect(ancestor.impersonation || !granted.impersonation).toBe(true);
            expect(granted.roleIds.every((roleId) => ancestor.roleIds.includes(roleId))).toBe(true);
            expect(granted.expiresAtMs ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(
              ancestor.expiresAtMs ?? Number.POSITIVE_INFINITY,
            );
          }
          const [parent] = pedigree;
          expect(granted.redelegatedTrustId).toBe(parent?.id ?? null);
          if (parent) expect(findRedelegationFault(parent, granted, MAX_COUNT)).toBeUndefined();
          pedigree.unshift(toRecord(granted, String(index)));
        }
        expect(pedigree.length).toBeLessThanOrEqual(MAX_COUNT + 1);
      }),
      { numRuns: 1000 },
    );
  });

  test("a trust is usable up to its expiry and its last use", () => {
    expect(isTrustUsable({ expiresAtMs: 10, remainingUses: null }, 10)).toBe(true);
    expect(isTrustUsable({ expiresAtMs: 10, remainingUses: null }, 11)).toBe(false);
    expect(isTrustUsable({ expiresAtMs: null, remainingUses: 1 }, 11)).toBe(true);
    expect(isTrustUsable({ expiresAtMs: null, remainingUses: 0 }, 11)).toBe(false);
  });
});
