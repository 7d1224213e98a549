import { expect, test } from "vitest";
import { applyNetworkRun, prepareApply } from "../../packages/network/index.ts";
import { createClouds, NAMES } from "./clouds.ts";
import { applied, document, networkIn } from "./plane.ts";

const SEED = Number(process.env.MULTISITE_SEED ?? 1);

test.each(["unreached", "narrow"] as const)(
  "where a site finds endpoints of the others %s nothing is written, and the site, the endpoint and what to do are told; then it is made",
  async (state) => {
    const clouds = createClouds(SEED);
    clouds.tunnels("north", state);
    const before = NAMES.map((name) => clouds.writes(name));
    const refused = await clouds.until(prepareApply(clouds.hands(), document()).catch((thrown) => thrown));
    expect(refused).toMatchObject({ code: "network.run.refused" });
    const lines = String(refused.message).split("\n").slice(1);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^ {2}north, the path between the sites: north (?:reaches|does not reach) the tunnel endpoint 192\.0\.1\.1 of east/,
    );
    expect(lines[0]).toContain(`it is ${state}`);
    expect(NAMES.map((name) => clouds.writes(name))).toEqual(before);
    clouds.tunnels("north", "reached");
    await applied(clouds, document());
    for (const name of NAMES) expect(networkIn(clouds, name)).not.toBe("");
  },
);

test.each(["refused", "unknown"] as const)(
  "endpoints that are %s stand in nobody's way: the dry run tells of them",
  async (state) => {
    const clouds = createClouds(SEED);
    clouds.tunnels("south", state);
    const input = await clouds.until(prepareApply(clouds.hands(), document()));
    const foreseen = await clouds.until(
      applyNetworkRun(clouds.hands()).consequences?.(JSON.parse(JSON.stringify(input))) ?? Promise.resolve([]),
    );
    expect(foreseen.filter((line) => line.includes("192.0."))).toEqual([
      expect.stringMatching(/^south, the path between the sites: .*192\.0\.1\.1 of east.*: it is/),
      expect.stringMatching(/^south, the path between the sites: .*192\.0\.2\.1 of north.*: it is/),
    ]);
  },
);

test("a member of the star has a site try tunnel endpoints, and nothing else", async () => {
  const clouds = createClouds(SEED);
  const ask = (...vteps: readonly string[]) => clouds.askFrom("north-2", "east", { order: "probe", vteps, packetBytes: 1500 });
  expect(await ask("192.0.2.1")).toEqual([{ vtep: "192.0.2.1", state: "reached", why: "it is reached" }]);
  for (const wrong of ["-f", "127.0.0.1", "example.org", "224.0.0.1"]) {
    await expect(ask(wrong), wrong).rejects.toMatchObject({ code: "network.site.conflict" });
  }
});
