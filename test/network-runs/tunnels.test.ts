import { expect, test } from "vitest";
import { applyNetworkRun, preflightSites, prepareApply, type SiteLook } from "../../packages/network/index.ts";
import { createClouds, NAMES } from "./clouds.ts";
import { applied, boot, document, networkIn } from "./plane.ts";

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

test("a preflight through the agents has the same findings, with their site and code, beside a site that does not answer", async () => {
  const clouds = createClouds(SEED);
  clouds.tunnels("north", "narrow");
  clouds.cut("south");
  const { vni, findings } = await clouds.until(preflightSites(clouds.hands(), document()));
  expect(vni).toBeUndefined();
  expect(findings.map(({ code, severity, site }) => `${severity} ${site} ${code}`)).toEqual([
    "error south network.preflight.silent",
    "error north network.preflight.path_mtu",
  ]);
});

test("a member of the star has a site try tunnel endpoints, and nothing else", async () => {
  const clouds = createClouds(SEED);
  const ask = (...vteps: readonly string[]) => clouds.askFrom("north-2", "east", { order: "probe", vteps, packetBytes: 1500 });
  expect(await ask("192.0.2.1")).toEqual([{ vtep: "192.0.2.1", state: "reached", why: "it is reached with 1500 bytes" }]);
  for (const wrong of ["-f", "127.0.0.1", "example.org", "224.0.0.1"]) {
    await expect(ask(wrong), wrong).rejects.toMatchObject({ code: "network.site.conflict" });
  }
});

test("endpoints in use are tried on; one that is not reached twice is in the look of its site and an alarm, until it is reached again", async () => {
  const clouds = createClouds(SEED);
  await applied(clouds, document());
  for (const name of ["east", "north"] as const) boot(clouds, name);
  const goOn = (seconds: number) => clouds.until(clouds.clock.sleep(seconds * 1000));
  const lookAt = async () => ((await clouds.askFrom("operator", "north", { order: "look", name: null })) as SiteLook).tunnels;
  const alarms = () => clouds.alarms("north").filter(({ id }) => id.startsWith("network.tunnel/"));

  await goOn(70);
  expect(await lookAt()).toMatchObject([
    { site: "east", vtep: "192.0.1.1", state: "reached", why: "it is reached with 1500 bytes" },
  ]);
  clouds.tunnels("north", "refused");
  await goOn(60);
  expect(await lookAt()).toMatchObject([{ state: "refused", isFailing: false }]);
  expect(alarms()).toEqual([]);
  await goOn(16);
  expect(await lookAt()).toMatchObject([{ state: "refused", isFailing: true }]);
  expect(alarms()).toMatchObject([{ id: "network.tunnel/north/east", severity: "major" }]);
  clouds.tunnels("north", "reached");
  await goOn(61);
  expect(await lookAt()).toMatchObject([{ state: "reached", isFailing: false }]);
  expect(alarms()).toEqual([]);
});

test("a closed port is no alarm while this site has no port: the other host has no tunnel to it", async () => {
  const clouds = createClouds(SEED);
  await applied(clouds, document());
  boot(clouds, "east");
  clouds.tunnels("north", "refused");
  await clouds.until(clouds.clock.sleep(150_000));
  const { tunnels } = (await clouds.askFrom("operator", "north", { order: "look", name: null })) as SiteLook;
  expect(tunnels).toMatchObject([{ vtep: "192.0.1.1", state: "refused", isFailing: false }]);
  expect(clouds.alarms("north")).toEqual([]);
});
