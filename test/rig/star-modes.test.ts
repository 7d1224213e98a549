import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findNode, mastersOf, parseStar, replicasOf, type StarMode, starExamples } from "../../packages/identity/star/index.ts";
import { isReadOnly, openMariadbConnection } from "../../packages/kernel/sql/index.ts";
import { starPackages } from "../../rig/debian/packages.ts";
import { type StarRig, startStarRig } from "../../rig/star/index.ts";
import { describeReal } from "../support/describe-real.ts";
import { startReplication } from "./star-databases/agents.ts";
import { ask, askAsIdentity, positionOf } from "./star-databases/ask.ts";

/** GTID domain of the masters. */
const MASTERS = 1;
const SOON = { timeout: 20_000, interval: 20 };
const modes = Object.keys(starExamples) as StarMode[];

const sayOf =
  (mode: StarMode) =>
  (line: string): void =>
    console.log(`${mode}: ${line}`);
const rigs = new Map<StarMode, Promise<StarRig>>();

/** The star alone, so that its time is its own; then the others at the same time, as a state transfer mostly sleeps. */
function rigOf(mode: StarMode): Promise<StarRig> {
  for (const one of mode === "star" ? [mode] : modes) if (!rigs.has(one)) rigs.set(one, start(one));
  return rigs.get(mode) ?? start(mode);
}

async function start(mode: StarMode): Promise<StarRig> {
  const say = sayOf(mode);
  const startedMs = performance.now();
  const rig = await startStarRig({ star: parseStar(starExamples[mode], `${mode}.yaml`), tls: true, say });
  const memory = [...rig.nodes.values()].reduce((sum, node) => sum + node.residentMb(), 0);
  say(`${rig.nodes.size} nodes are up after ${((performance.now() - startedMs) / 1000).toFixed(1)} s with ${memory} MB`);
  return rig;
}

describeReal("on real MariaDB, with mutual TLS between all nodes,", starPackages, () => {
  describe.each(modes)("mode %s", (mode) => {
    let rig: StarRig;
    const say = sayOf(mode);
    const names = (): string[] => [...mastersOf(rig.star), ...replicasOf(rig.star)].map(({ node }) => node.name);
    /** Nodes that are behind on purpose have their own test. */
    const current = (): string[] => names().filter((name) => findNode(rig.star, name)?.node.delaySeconds === undefined);
    const rows = (name: string) =>
      ask(rig.node(name), "SELECT id FROM keystone.probe ORDER BY id").then((all) => all.map(({ id }) => id));

    beforeAll(async () => {
      rig = await rigOf(mode);
      await ask(rig.node(names()[0] ?? ""), "CREATE TABLE keystone.probe (id VARCHAR(64) PRIMARY KEY)");
    });
    afterAll(() => rig?.remove());

    test("a master that starts takes no writes of services, until its agent opens it", async () => {
      for (const { node } of mastersOf(rig.star).slice(1)) {
        const early = askAsIdentity(rig.node(node.name), `INSERT INTO keystone.probe VALUES ('early')`);
        expect(isReadOnly(await early.catch((thrown: unknown) => thrown))).toBe(true);
      }
      // There are no agents here: this is what they do.
      for (const { node } of mastersOf(rig.star)) await ask(rig.node(node.name), "SET GLOBAL read_only = OFF");
    });

    test("what is written at each master is soon on every node, and has the same position there", async () => {
      for (const { node } of mastersOf(rig.star)) {
        const startedMs = performance.now();
        await askAsIdentity(rig.node(node.name), `INSERT INTO keystone.probe VALUES ('${node.name}')`);
        const writtenMs = performance.now();
        for (const name of current()) await expect.poll(() => rows(name), SOON).toContain(node.name);
        say(
          `written at ${node.name} in ${Math.round(writtenMs - startedMs)} ms, seen everywhere ${Math.round(performance.now() - writtenMs)} ms later`,
        );
      }
      const positions = await Promise.all(current().map((name) => positionOf(rig.node(name), MASTERS)));
      expect(new Set(positions).size).toBe(1);
      expect(positions[0]).toMatch(/^1-10-\d+$/);
    });

    test("replicas refuse what is not replicated", async () => {
      for (const { node } of replicasOf(rig.star)) {
        const failure = await askAsIdentity(rig.node(node.name), "INSERT INTO keystone.probe VALUES ('here')").catch(
          (thrown: unknown) => thrown,
        );
        expect(isReadOnly(failure), node.name).toBe(true);
      }
    });

    test("who comes over the network without a certificate is refused", async () => {
      const [first, second] = names();
      const connection = rig.access(second ?? "").openRemote(first ?? "");
      const [row] = await connection.all("SHOW STATUS LIKE 'Ssl_cipher'").finally(() => connection.close());
      expect(row?.Value).not.toBe("");
      const { host, port, user, password } = rig.access(second ?? "").sourceOf(first ?? "");
      const bare = openMariadbConnection({ host, port, user, password });
      await expect(bare.all("SELECT 1").finally(() => bare.close())).rejects.toThrow(/secure|denied/i);
    });

    test("when a master is killed the others go on, and it has everything when it is back", async () => {
      const [killed, ...others] = mastersOf(rig.star).map(({ node }) => node.name);
      const killedNode = rig.node(killed ?? "");
      await killedNode.kill();
      const killedMs = performance.now();
      for (const name of others)
        await expect.poll(() => tryToWrite(name, `after-${name}`), { timeout: 60_000, interval: 100 }).toBe(true);
      say(`writes go on ${((performance.now() - killedMs) / 1000).toFixed(1)} s after ${killed} was killed`);
      const startedMs = performance.now();
      await killedNode.start();
      say(`${killed} is back in its cluster after ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
      await ask(killedNode, "SET GLOBAL read_only = OFF");
      for (const name of others) expect(await rows(killed ?? "")).toContain(`after-${name}`);
      for (const name of current())
        await expect.poll(() => positionOf(rig.node(name), MASTERS), SOON).toBe(await positionOf(killedNode, MASTERS));
    });

    if (mode === "multi-cluster")
      test("one node of a read-only cluster follows a master; when it is killed the next one does, and when it is back again it", async () => {
        const replicas = replicasOf(rig.star).map(({ node }) => node);
        const [link = "", next = ""] = replicas.filter(({ follows }) => follows !== undefined).map(({ name }) => name);
        const replication = await startReplication(
          rig,
          replicas.map(({ name }) => name),
        );
        const following = async (): Promise<string[]> => {
          const all = await Promise.all(
            [...replication].map(async ([name, one]) => ((await one.status()).follows === undefined ? [] : [name])),
          );
          return all.flat();
        };
        const arrives = async (id: string, names: readonly string[]): Promise<void> => {
          const master = mastersOf(rig.star)[0]?.node.name ?? "";
          await askAsIdentity(rig.node(master), `INSERT INTO keystone.probe VALUES ('${id}')`);
          const position = await positionOf(rig.node(master), MASTERS);
          for (const name of names) expect(await replication.get(name)?.waitFor(position, SOON.timeout), name).toBe(true);
          for (const name of names) expect(await rows(name)).toContain(id);
        };
        try {
          await expect.poll(following, SOON).toEqual([link]);
          await arrives(
            "by-the-link",
            replicas.map(({ name }) => name),
          );
          await rig.node(link).kill();
          const killedMs = performance.now();
          await expect.poll(following, { timeout: 60_000, interval: 100 }).toEqual([next]);
          await arrives(
            "by-the-next",
            replicas.map(({ name }) => name).filter((name) => name !== link),
          );
          say(`${next} is the link ${((performance.now() - killedMs) / 1000).toFixed(1)} s after ${link} was killed`);
          await rig.node(link).start();
          await expect.poll(following, { timeout: 60_000, interval: 100 }).toEqual([link]);
          await arrives(
            "by-the-link-again",
            replicas.map(({ name }) => name),
          );
          await expect
            .poll(async () => [...replication.values()].map((one) => one.fence()), { timeout: 60_000 })
            .toEqual(replicas.map(() => undefined));
        } finally {
          for (const one of replication.values()) await one.stop();
        }
      });

    async function tryToWrite(name: string, id: string): Promise<boolean> {
      try {
        await askAsIdentity(rig.node(name), `INSERT IGNORE INTO keystone.probe VALUES ('${id}')`);
        return true;
      } catch {
        await delay(50);
        return false;
      }
    }
  });
});
