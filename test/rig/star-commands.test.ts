import { execFile } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { NodeStatus, StarStatus } from "../../packages/identity/star/index.ts";
import { ringTwo } from "../../rig/debian/packages.ts";
import { createRoom } from "../../rig/process/room.ts";
import { type StarRig, smallStar, startStarRig } from "../../rig/star/index.ts";
import { describeReal } from "../support/describe-real.ts";
import { type StarNodes, startStarNodes } from "./star-agents/nodes.ts";
import { beginAnew } from "./star-campaign/faults.ts";
import { ask } from "./star-databases/ask.ts";

const multisite = fileURLToPath(new URL("../../bin/multisite", import.meta.url));
const SOON = { timeout: 180_000, interval: 500 };

interface Told {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

describeReal("runs over a star on real MariaDB, as an operator types them", ringTwo, () => {
  const room = createRoom("star-commands");
  let rig: StarRig;
  let nodes: StarNodes;
  beforeAll(async () => {
    rig = await startStarRig({ say, star: { ...smallStar(), holdDownSeconds: 5 } });
    nodes = await startStarNodes(rig, room.file("star.log"));
    await vi.waitFor(async () => expect((await status("east-1")).verdict).toMatchObject({ health: "healthy" }), SOON);
  }, 300_000);
  afterAll(async () => {
    await nodes?.stop();
    await rig?.remove();
    room.remove();
  }, 120_000);

  const say = (line: string): void => console.log(line);
  /** A command on the host of a node, in a process of its own. */
  const typed = (node: string, ...args: readonly string[]): Promise<Told> =>
    new Promise((resolve) => {
      execFile(multisite, [...args, "--home", rig.node(node).home], (failure, out, err) => {
        resolve({ exitCode: failure === null ? 0 : Number(failure.code), out, err });
      });
    });
  const status = async (node: string): Promise<StarStatus> => JSON.parse((await typed(node, "star", "status", "-o", "json")).out);
  const own = async (node: string): Promise<NodeStatus> =>
    JSON.parse((await typed(node, "star", "status", "--own", "-o", "json")).out);
  const writers = async (): Promise<readonly string[]> =>
    (await status("north-2")).nodes.filter((seen) => seen.status?.writes === "here").map((seen) => seen.node);
  const regionsAt = async (node: string): Promise<number> =>
    Number((await ask(rig.node(node), "SELECT COUNT(*) AS n FROM keystone.region WHERE id LIKE 'row-%'"))[0]?.n);
  const write = async (node: string, from: number, until: number): Promise<void> => {
    for (let n = from; n < until; n++)
      await ask(rig.node(node), `INSERT INTO keystone.region (id, description, extra) VALUES ('row-${n}', '', '{}')`);
  };
  const planned = ({ out }: Told): readonly string[] => out.split("\n").filter((line) => /^(to do|is so) /.test(line));

  test("what is typed wrong, or where nothing may be begun, is refused and says what there is", async () => {
    const nowhere = await typed("east-1", "star", "add-site", "nowhere");
    expect(nowhere).toMatchObject({ exitCode: 1, out: "" });
    expect(nowhere.err).toContain("no site nowhere");
    expect(nowhere.err).toContain("code: agent.run.input");
    expect((await typed("east-1", "star", "remove-site", "east")).err).toContain("The site east has no replica.");
    expect((await typed("east-1", "star", "remove-site")).exitCode).toBe(2);
    const nothingLost = await typed("east-1", "star", "replay", "north-1");
    expect(nothingLost).toMatchObject({ exitCode: 1 });
    expect(nothingLost.err).toContain("No master that can be reached has set itself aside");
    const fromReplica = await typed("north-2", "star", "remove-site", "north");
    expect(fromReplica).toMatchObject({ exitCode: 1 });
    expect(fromReplica.err).toMatch(/from a master's host.*\n.*then: multisite star resume star\.remove-site-/s);
    for (const node of ["north-1", "north-2"]) expect((await own(node)).fence, node).toBeUndefined();
  });

  test("remove-site: the dry run changes nothing; then all replicas of the site serve no more", async () => {
    const dry = await typed("east-1", "star", "remove-site", "north", "--dry-run");
    expect(dry.exitCode).toBe(0);
    expect(planned(dry).some((line) => line.startsWith("to do"))).toBe(true);
    expect(dry.out).toContain("Nothing was done (--dry-run).");
    expect((await status("east-1")).verdict.health).toBe("healthy");

    const removed = await typed("east-1", "star", "remove-site", "north");
    expect(removed, removed.err).toMatchObject({ exitCode: 0 });
    expect(removed.out).toMatch(/^run star\.remove-site-\S+\n(?:(?:now|done|was so) .*\n)+Done\. Take north out of the document/);
    for (const node of ["north-1", "north-2"]) expect((await own(node)).fence, node).toContain("taken out of the star");
    const { verdict } = await status("east-1");
    expect(verdict.line).toContain("no other node of north serves it");
    expect(verdict.next).toContain("multisite star add-replica north-1");
    await write("east-1", 0, 20);
    expect(await regionsAt("north-1")).toBe(0);
  });

  test("add-site: both replicas have what was written meanwhile, were compared, and serve; a second time there is nothing to do", async () => {
    const dry = await typed("east-1", "star", "add-site", "north", "--dry-run");
    expect(dry.out).toContain("Nothing was done (--dry-run).");
    expect((await own("north-1")).fence).toContain("taken out of the star");
    const added = await typed("east-1", "star", "add-site", "north", "-o", "json");
    expect(added, added.err).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(added.out)).toMatchObject({ state: "done", kind: "star.add-site" });
    for (const node of ["north-1", "north-2"]) {
      expect((await own(node)).fence, node).toBeUndefined();
      expect(await regionsAt(node), node).toBe(20);
    }
    const again = await typed("east-1", "star", "add-site", "north", "--dry-run");
    expect(planned(again).length).toBeGreaterThan(3);
    expect(planned(again).filter((line) => line.startsWith("to do"))).toEqual([]);
    await vi.waitFor(async () => expect((await status("north-2")).verdict.health).toBe("healthy"), SOON);
  });

  test("replay: when the masters lose what they acknowledged, status names the command, and it brings everything back", async () => {
    const dataOf = (node: string): string => `${rig.node(node).home}/database`;
    await rig.node("east-1").stop();
    await vi.waitFor(async () => {
      const { replication, fence } = await own("north-1");
      expect({ follows: replication?.follows, state: replication?.state, fence }).toEqual({
        follows: "west-1",
        state: "running",
      });
    }, SOON);
    cpSync(dataOf("east-1"), room.file("earlier"), { recursive: true });
    await write("west-1", 20, 60);
    for (const node of ["north-1", "north-2"]) await vi.waitFor(async () => expect(await regionsAt(node)).toBe(60), SOON);
    await rig.node("west-1").kill();
    for (const node of ["east-1", "west-1"]) rmSync(dataOf(node), { recursive: true });
    cpSync(room.file("earlier"), dataOf("east-1"), { recursive: true });
    await beginAnew({ rig }, "east-1");
    await vi.waitFor(async () => expect((await own("east-1")).replication?.state).toBe("held"), SOON);
    const { verdict } = await status("east-1");
    say(`${verdict.health}: ${verdict.line}\n  next: ${verdict.next}`);
    expect(verdict).toMatchObject({
      health: "failed",
      line: expect.stringMatching(/^Nothing can be written\. east-1 is set aside/),
    });
    expect(verdict.next).toContain("multisite star replay east-1 --dry-run");

    const dry = await typed("east-1", "star", "replay", "east-1", "--dry-run");
    expect(dry.exitCode, dry.err).toBe(0);
    expect(planned(dry).some((line) => /^to do +east-1 has the rows that only north-\d had/.test(line))).toBe(true);
    expect(await regionsAt("east-1")).toBe(20);
    const replayed = await typed("east-1", "star", "replay", "east-1");
    say(replayed.out);
    expect(replayed, replayed.err).toMatchObject({ exitCode: 0 });
    expect(replayed.out).toMatch(/^Done\./m);
    for (const node of ["east-1", "north-1", "north-2"]) {
      expect(await regionsAt(node), node).toBe(60);
      expect((await own(node)).fence, node).toBeUndefined();
    }
    expect(JSON.parse((await typed("east-1", "star", "runs", "-o", "json")).out)[0]).toMatchObject({
      kind: "star.replay",
      state: "done",
    });
    await rig.node("west-1").start();
    await vi.waitFor(async () => expect((await status("east-1")).verdict.health).toBe("healthy"), SOON);
    expect(await regionsAt("west-1")).toBe(60);
  });

  test("a replica that is promoted while the masters live: status says two histories, and its way out ends them", async () => {
    const { position } = (await own("north-1")).replication ?? { position: "" };
    const promotion = { node: "north-1", epoch: 1, domain: 0, position, reason: "the links were cut, the masters were not" };
    await nodes.agent("north-1").ports.replication.order?.({ order: "promotion", promotion });
    await vi.waitFor(async () => {
      expect((await status("north-2")).verdict.line).toContain("north-1, promoted, and east-1, west-1 take writes apart");
    }, SOON);
    const { verdict } = await status("east-1");
    say(`${verdict.health}: ${verdict.line}\n  next: ${verdict.next}`);
    expect(verdict).toMatchObject({
      health: "failed",
      next: expect.stringContaining("systemctl stop multisite-mariadb, on east-1, west-1;"),
    });
    for (const master of ["west-1", "east-1"]) await rig.node(master).stop();
    await vi.waitFor(async () => expect(await writers()).toEqual(["north-1"]), SOON);
    // What comes back hears of the promotion, as nobody else writes any more.
    await beginAnew({ rig }, "east-1");
    await vi.waitFor(async () => expect((await own("east-1")).fence ?? "").toContain("north-1 was made the writer"), SOON);
    const after = (await status("north-2")).verdict;
    say(`${after.health}: ${after.line}\n  next: ${after.next}`);
    expect(await writers()).toEqual(["north-1"]);
    expect(after.line).not.toContain("apart");
  });
});
