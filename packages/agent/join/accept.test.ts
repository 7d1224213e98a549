import { type IdentityStar, parseStar, starExamples } from "@multisite/identity/star";
import { describe, expect, test } from "vitest";
import { acceptHost } from "./accept.ts";

const star: IdentityStar = parseStar(starExamples.star, "example");
const WHOM = { site: "north", node: "north-1" };
const NOW_MS = 1_000_000_000;
const ABOUT = { signingKey: "a", sealingKey: "b", nowMs: NOW_MS };

describe("a host that wants to join", () => {
  test("is let in with a good clock and what tokens are made of everywhere, whether it has a stock Keystone or not", () => {
    expect(acceptHost(star, WHOM, ABOUT, NOW_MS + 500)).toEqual(ABOUT);
    expect(acceptHost(star, WHOM, { ...ABOUT, wire: star.wire }, NOW_MS)).toMatchObject(ABOUT);
  });

  test.each([
    ["a clock that is minutes off", { ...ABOUT, nowMs: NOW_MS - 180_000 }, "agent.join.clock", "180 s off"],
    [
      "auth methods in another order",
      { ...ABOUT, wire: { ...star.wire, authMethods: star.wire.authMethods.toReversed() } },
      "agent.join.methods",
      "their order is part of every token",
    ],
    [
      "another default domain",
      { ...ABOUT, wire: { ...star.wire, defaultDomainId: "other" } },
      "agent.join.default_domain",
      "other, and the star's is default",
    ],
    ["a program that tells nothing of itself", null, "agent.join.about", "another version"],
  ])("is refused for %s, and told what to mend", (_what, about, code, text) => {
    const refused = (): unknown => acceptHost(star, WHOM, about, NOW_MS);
    expect(refused).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
  });

  test("is refused when the document does not have its node, or has it at another site", () => {
    for (const whom of [
      { site: "north", node: "north-9" },
      { site: "east", node: "north-1" },
    ]) {
      expect(() => acceptHost(star, whom, ABOUT, NOW_MS)).toThrow(expect.objectContaining({ code: "agent.join.unknown" }));
    }
  });
});
