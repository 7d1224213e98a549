import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { starPackages } from "../../rig/debian/packages.ts";
import { createRoom } from "../../rig/process/room.ts";
import { type StarRig, startStarRig } from "../../rig/star/index.ts";
import { ask, logIn, validate } from "../e2e/star/ask.ts";
import { describeReal } from "../support/describe-real.ts";
import { ADMIN, type StarNodes, startStarNodes } from "./star-agents/nodes.ts";

const SOON = { timeout: 90_000, interval: 100 };

describeReal("a whole star on real Galera and GTID replicas: agents, ceremony, identity services", starPackages, () => {
  const room = createRoom("star-agents");
  let rig: StarRig;
  let star: StarNodes;
  beforeAll(async () => {
    rig = await startStarRig({ say: (line) => console.log(line) });
    star = await startStarNodes(rig, room.file("star.log"));
  }, 300_000);
  afterAll(async () => {
    await star?.stop();
    await rig?.remove();
    room.remove();
  }, 120_000);

  const NAMES = ["east-1", "west-1", "north-1", "north-2"];

  test("a login at a replica is good at every node", async () => {
    const { status, token } = await logIn(star.endpoint("north-1"), ADMIN);
    expect(status).toBe(201);
    for (const name of NAMES) expect(await validate(star.endpoint(name), token, token), name).toBe(200);
  });

  test("a wrong password at a replica is 401, and the right one is good afterwards", async () => {
    expect((await logIn(star.endpoint("north-2"), { ...ADMIN, password: "wrong" })).status).toBe(401);
    expect((await logIn(star.endpoint("north-2"), ADMIN)).status).toBe(201);
  });

  test("what is written at a replica is there at every node of its site when the answer comes", async () => {
    const { token } = await logIn(star.endpoint("north-1"), ADMIN);
    for (let number = 0; number < 20; number++) {
      const made = await ask(star.endpoint("north-1"), "POST", "/projects", token, { project: { name: `vnf-${number}` } });
      expect(made.status).toBe(201);
      const { id } = made.body.project as { id: string };
      for (const name of ["north-1", "north-2"]) {
        expect((await ask(star.endpoint(name), "GET", `/projects/${id}`, token)).status, name).toBe(200);
      }
    }
  });

  test("a token that is revoked at a replica is refused everywhere", async () => {
    const caller = await logIn(star.endpoint("west-1"), ADMIN);
    const doomed = await logIn(star.endpoint("west-1"), ADMIN);
    const headers = { "x-auth-token": caller.token, "x-subject-token": doomed.token };
    expect((await fetch(`${star.endpoint("north-1")}/auth/tokens`, { method: "DELETE", headers })).status).toBe(204);
    expect(await validate(star.endpoint("north-1"), caller.token, doomed.token)).toBe(404);
    for (const name of NAMES) {
      await vi.waitFor(async () => expect(await validate(star.endpoint(name), caller.token, doomed.token), name).toBe(404), SOON);
    }
  });

  test("when a master's MariaDB is killed, replicas go on, and a write at one of them reaches the other master", async () => {
    const { token } = await logIn(star.endpoint("north-1"), ADMIN);
    await rig.node("east-1").kill();
    const startedMs = performance.now();
    expect((await logIn(star.endpoint("north-1"), ADMIN)).status).toBe(201);
    await vi.waitFor(async () => {
      const made = await ask(star.endpoint("north-2"), "POST", "/projects", token, { project: { name: "after-the-loss" } });
      expect([201, 409]).toContain(made.status);
    }, SOON);
    console.log(`the first write was taken ${((performance.now() - startedMs) / 1000).toFixed(1)} s after the loss`);
    const found = await ask(star.endpoint("west-1"), "GET", "/projects?name=after-the-loss", token);
    expect(found.body.projects).toHaveLength(1);
  }, 180_000);
});
