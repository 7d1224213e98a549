import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type FactStore, openFactStore } from "@multisite/kernel/facts";
import { createSeededRandom } from "@multisite/kernel/random";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { createIdentityFacts, type IdentityFacts } from "./index.ts";

const open: FactStore[] = [];
afterEach(() => {
  for (const store of open.splice(0)) store.close();
});

let seed = 0;
function site(path?: string): IdentityFacts {
  const store = openFactStore({ path, random: createSeededRandom(++seed) });
  open.push(store);
  return createIdentityFacts(store);
}

/** One way, all there is. */
function tell(from: IdentityFacts, to: IdentityFacts): void {
  to.store.merge(from.store.since(undefined, 1000).facts, 0);
}

describe("denied users", () => {
  test("are denied until they are allowed, and the time of the denial stands beyond that", () => {
    const facts = site();
    facts.deny("u", 1000);
    facts.deny("u", 2000);
    expect([facts.denials.isDenied("u"), facts.denials.isDenied("other"), facts.denials.deniedAtMs("u")]).toEqual([
      true,
      false,
      1000,
    ]);
    facts.allow("u", 3000);
    expect([facts.denials.isDenied("u"), facts.denials.deniedAtMs("u")]).toEqual([false, 1000]);
    facts.deny("u", 4000);
    expect([facts.denials.isDenied("u"), facts.denials.deniedAtMs("u")]).toEqual([true, 4000]);
  });

  test("a denial that was said at a cut-off site outlives a lifting that had not heard of it, whatever the clocks say", () => {
    const [east, west] = [site(), site()];
    east.deny("u", 1000);
    tell(east, west);
    west.allow("u", 5000);
    east.allow("u", 1500);
    east.deny("u", 1600);
    tell(east, west);
    tell(west, east);
    expect([east.denials.isDenied("u"), west.denials.isDenied("u")]).toEqual([true, true]);
    // Now it is known, and whoever allows the user means it, by however slow a clock.
    west.allow("u", 1);
    tell(west, east);
    expect([east.denials.isDenied("u"), west.denials.isDenied("u")]).toEqual([false, false]);
  });

  test("sites that have heard the same say the same, in whatever order it came", () => {
    const step = fc.record({
      at: fc.nat({ max: 2 }),
      does: fc.constantFrom("deny", "allow", "tell"),
      to: fc.nat({ max: 2 }),
      atMs: fc.nat({ max: 50 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const sites = [site(), site(), site()];
        for (const { at, does, to, atMs } of steps) {
          const here = sites[at] as IdentityFacts;
          if (does === "tell") tell(here, sites[to] as IdentityFacts);
          else here[does as "deny" | "allow"]("u", atMs);
        }
        for (const from of sites) for (const to of sites) tell(from, to);
        const seen = sites.map(({ denials }) => ({
          denied: denials.isDenied("u"),
          at: denials.deniedAtMs("u"),
          standing: [...denials.standing("u")].sort(),
        }));
        expect(seen[1]).toEqual(seen[0]);
        expect(seen[2]).toEqual(seen[0]);
        for (const { store } of sites) open.splice(open.indexOf(store), 1)[0]?.close();
      }),
      { numRuns: 60 },
    );
  });
});

describe("the revision of denials", () => {
  test("moves with denials and revocations, and stays with everything else that is a fact", () => {
    const facts = site();
    const before = facts.denials.revision();
    facts.recordFailure("u", 1, 5);
    facts.recordActivity("u", 1);
    facts.useCode("c", 1, 1);
    expect(facts.denials.revision()).toBe(before);
    facts.revoke({ auditId: "a" }, 1);
    const revoked = facts.denials.revision();
    expect(revoked).toBeGreaterThan(before);
    facts.deny("u", 1);
    const denied = facts.denials.revision();
    expect(denied).toBeGreaterThan(revoked);
    facts.allow("u", 1);
    expect(facts.denials.revision()).toBeGreaterThan(denied);
  });

  test("moves with what another process of the host says, one turn of the event loop later", async () => {
    const directory = mkdtempSync(join(tmpdir(), "multisite-denials-"));
    try {
      const [one, other] = [site(join(directory, "facts.db")), site(join(directory, "facts.db"))];
      const before = one.denials.revision();
      other.deny("u", 1);
      await nextTurn();
      expect(one.denials.revision()).toBeGreaterThan(before);
      expect(one.denials.isDenied("u")).toBe(true);
    } finally {
      for (const store of open.splice(0)) store.close();
      rmSync(directory, { recursive: true });
    }
  });
});

describe("revocations", () => {
  test("that name nothing, or something that only a newer version knows, revoke nothing rather than too much", () => {
    const facts = site();
    const say = (body: Parameters<FactStore["append"]>[0]["body"]) =>
      facts.store.append({ kind: "identity.token.revoked", subject: "s", atMs: 1, body });
    for (const body of [null, {}, [], "all", { userId: "u", deviceId: "d" }, { userId: 7 }]) say(body);
    expect(facts.denials.revocations("a")).toEqual([]);
    say({ userId: "u" });
    expect(facts.denials.revocations("a")).toEqual([{ userId: "u", atMs: 1 }]);
  });

  test("are kept as long as the tokens may be asked about; denials for good", () => {
    const store = openFactStore({ path: undefined, random: createSeededRandom(9) });
    open.push(store);
    const facts = createIdentityFacts(store, { tokenRetentionMs: 1000 });
    facts.revoke({ auditId: "old" }, 1000);
    facts.revoke({ auditId: "new" }, 2000);
    facts.deny("u", 1000);
    facts.tidy(2500);
    expect(facts.denials.revocations("old")).toEqual([]);
    expect(facts.denials.revocations("new")).toHaveLength(1);
    expect(facts.denials.isDenied("u")).toBe(true);
  });
});
