import { join } from "node:path";
import { bootstrapSite, createIdentityService, readIdentityConfig } from "@multisite/identity";
import { createSimulatedClock } from "@multisite/kernel/clock";
import { silentLog } from "@multisite/kernel/log";
import { createSeededRandom } from "@multisite/kernel/random";
import { createInProcessNetwork, serveFastify } from "@multisite/kernel/transport";
import { createTokenValidator } from "@multisite/middleware";
import { createSandboxRegion } from "@multisite/sandbox";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "../../testing/index.ts";
import { keepPasswords, SERVICE_PROJECT, SERVICE_USER } from "./cast.ts";
import { identityEndpoint } from "./identity.ts";
import { regionUrls } from "./regions.ts";
import { seed } from "./seed.ts";
import { runStep, tellStory } from "./story.ts";

/** The demonstration's cloud without sockets and in simulated time; regions may be made to remember good answers. */
async function setStage(cacheTtlMs: number) {
  const directory = temporaryDirectory();
  const clock = createSimulatedClock();
  const random = createSeededRandom(1);
  const network = createInProcessNetwork();
  const place = { directory, host: "demo.test", basePort: 15_000 };
  const endpoint = identityEndpoint(place);
  const passwords = keepPasswords(directory, random);
  const config = readIdentityConfig(
    {
      database: { connection: `sqlite:///${join(directory, "identity.db")}` },
      fernet_tokens: { key_repository: join(directory, "fernet-keys") },
      credential: { key_repository: join(directory, "credential-keys") },
      identity: { password_hash_rounds: 4 },
    },
    "test",
  );
  const world = { clock, random, log: silentLog };
  const admin = { username: "admin", projectName: "admin", roleName: "admin", serviceName: "keystone", publicUrl: endpoint };
  await bootstrapSite({ config, world, options: { ...admin, password: passwords.admin, immutableRoles: true }, dryRun: false });
  const identity = await createIdentityService(config, world);
  onTestFinished(() => identity.close());
  network.attach(endpoint, serveFastify(identity.app));
  const seeded = await seed(clock, network, place, passwords);
  const domain = { id: "default" };
  const regions = regionUrls(place).map((urls) => {
    const scope = { project: { name: SERVICE_PROJECT, domain } };
    const user = { name: SERVICE_USER, domain };
    const credentials = { kind: "password", user, password: passwords.service, scope } as const;
    const validator = createTokenValidator({ endpoints: [endpoint], credentials, clock, transport: network, cacheTtlMs });
    const app = createSandboxRegion({ name: urls.name, validator, authenticateUri: endpoint, clock, random });
    onTestFinished(() => app.close());
    network.attach(urls.compute, serveFastify(app));
    return { ...urls, close: async () => {} };
  });
  const steps = tellStory({ transport: network, endpoint, seeded, password: passwords.user, regions });
  const play = async () => {
    const titles: string[] = [];
    for (const step of steps) titles.push((await runStep(step, clock)).title);
    return titles;
  };
  return {
    network,
    play,
    regions,
    async again() {
      let isSeeding = true;
      const seeding = seed(clock, network, place, passwords).finally(() => {
        isSeeding = false;
      });
      while (isSeeding) {
        await new Promise((resolve) => setImmediate(resolve));
        await clock.advance(10);
      }
      await seeding;
    },
  };
}

describe("the story of the demonstration", () => {
  test("goes as told on the real identity service, without any network", async () => {
    const { play } = await setStage(0);
    expect(await play()).toHaveLength(8);
  });

  test("is not told as a success when a region still lets the token in", async () => {
    const { play } = await setStage(60_000);
    await expect(play()).rejects.toMatchObject({
      code: "cli.demo.not_as_told",
      message: "The demonstration did not go as told: RegionOne answered 200 instead of 401.",
    });
  });

  test("is not told as a success when a region is away", async () => {
    const { network, play, regions } = await setStage(0);
    network.cut(regions[1]?.compute ?? "");
    await expect(play()).rejects.toMatchObject({ code: "kernel.transport.unreachable" });
  });

  test("can be told again on the same state: seeding twice makes nothing twice and enables the user again", async () => {
    const { play, again } = await setStage(0);
    await play();
    await again();
    expect(await play()).toHaveLength(8);
  });
});
