import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { simulatedStar } from "./document.ts";
import { fastDirectory } from "./fast-directory.ts";
import { openScene, type Scene } from "./scene.ts";
import { makeTemplate, type StarTemplate } from "./template.ts";
import type { KnownToken } from "./witness.ts";

/** Scenarios of the page `docs/reference/fault-scenarios.md`, each on a whole star; everything that `simulation.test.ts` states holds too. */
describe("named scenarios on a whole star", () => {
  let directory: string;
  let template: StarTemplate;
  let scene: Scene;
  beforeAll(async () => {
    directory = mkdtempSync(join(fastDirectory(), "multisite-scenarios-"));
    template = await makeTemplate(simulatedStar(), join(directory, "template"));
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  beforeEach(async () => {
    scene = await openScene({ template, directory: join(directory, "run"), seed: 16 });
  }, 60_000);
  afterEach(() => scene.star.stop());

  const mustLogIn = async (name: string, user: string): Promise<KnownToken> => {
    const token = await scene.until(scene.operations.logIn(scene.node(name), user));
    if (token === undefined) throw new Error(`no login of ${user} at ${name}`);
    return token;
  };
  const count = (what: string): number => scene.witness.counts[what] ?? 0;
  const isRight = async (): Promise<void> => {
    await scene.heal();
    expect(scene.witness.problems, scene.star.trace.join("\n")).toEqual([]);
  };

  test("2: writes at all nodes at once are all kept", async () => {
    const writes = scene.star.names.flatMap((name) => [1, 2, 3].map(() => scene.operations.createProject(scene.node(name))));
    await scene.until(Promise.all(writes));
    expect(count("write 201")).toBe(12);
    await isRight();
  }, 60_000);

  test("3: what was written at one replica is there at the other one when the answer comes", async () => {
    await mustLogIn("north-1", "admin");
    await scene.pass(25_000);
    for (let times = 0; times < 3; times++) await scene.until(scene.operations.createProject(scene.node("north-1")));
    expect(count("read back 200")).toBe(6);
    await isRight();
  }, 60_000);

  test("7: of two master sites that are cut from each other and from all others, neither wins by itself or by two commands", async () => {
    for (const site of ["east", "west"]) scene.faults.cutSite(site);
    await scene.pass(6000);
    await scene.until(Promise.all(["east-1", "west-1"].map((name) => scene.operators.takeOverAt(name))));
    expect(count("takeover")).toBe(0);
    await scene.until(scene.operations.createProject(scene.node("east-1")));
    expect(count("write 201")).toBe(0);
    await isRight();
  }, 60_000);

  test("8: a cut of 43 s changes no writer, and is mended by itself", async () => {
    scene.faults.cutSite("east");
    await scene.pass(43_000);
    expect(count("takeover")).toBe(0);
    await isRight();
    expect(scene.node("east-1").agent.ports.replication.writesNow()).toBe("here");
  }, 60_000);

  test("9 and 10: a site that comes back serves no token and no user that was denied while it was away, also after a takeover", async () => {
    const token = await mustLogIn("north-1", "user-0");
    await mustLogIn("west-1", "user-5");
    scene.faults.crash("north-1");
    scene.faults.cutSite("east");
    await scene.until(scene.operations.revoke(scene.node("west-1"), token));
    await scene.pass(5000);
    await scene.faults.start("north-1");
    for (let times = 0; times < 20; times++) {
      scene.launch(scene.operations.validate(scene.node("north-1"), token));
      await scene.pass(100);
    }
    await scene.until(scene.operators.takeOverAt("west-1"));
    expect(count("takeover")).toBe(1);
    for (const node of scene.star.nodes.values()) await scene.until(scene.operations.validate(node, token));
    expect(count("revocation 204")).toBe(1);
    await isRight();
  }, 60_000);

  test("14: one disk that takes nothing holds up no other node", async () => {
    scene.star.effects.full.add("north-2");
    for (let times = 0; times < 3; times++) {
      await mustLogIn("north-1", "user-1");
      await scene.until(scene.operations.createProject(scene.node("north-1")));
      await scene.pass(10_000);
    }
    expect(count("write 201")).toBe(3);
    await isRight();
  }, 60_000);

  test("16: a site whose clock is minutes off begins no new key, no valid token is refused for it, and it goes on when it is right", async () => {
    scene.star.setClockOffset("north-1", 300_000);
    for (let times = 0; times < 4; times++) {
      const token = await mustLogIn("west-1", "user-2");
      await scene.pass(9000);
      for (const name of ["east-1", "west-1", "north-2"]) await scene.until(scene.operations.validate(scene.node(name), token));
    }
    expect(count("validation 200")).toBe(12);
    await isRight();
  }, 60_000);
});
