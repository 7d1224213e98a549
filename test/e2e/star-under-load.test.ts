import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readIdentityConfig } from "../../packages/identity/config/index.ts";
import { createIdentityService, type IdentityService } from "../../packages/identity/main.ts";
import { createMariadbReplication, type MariadbReplication, waitForSlavePosition } from "../../packages/identity/star/index.ts";
import { writeMark } from "../../packages/identity/star/mariadb/follow/marks/mark.ts";
import { quickStar } from "../../packages/identity/star/mariadb/follow/testing/document.ts";
import { passwordAuth, startTestService, type TestService } from "../../packages/identity/testing/index.ts";
import { openAlarms } from "../../packages/kernel/alarms/index.ts";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { silentLog } from "../../packages/kernel/log/index.ts";
import { createSimulatedPeers } from "../../packages/kernel/peers/index.ts";
import { createSeededRandom } from "../../packages/kernel/random/index.ts";
import {
  formatSqlLocation,
  type MariadbConnection,
  openMariadbConnection,
  type SqlLocation,
} from "../../packages/kernel/sql/index.ts";
import { type GtidReplication, startGtidReplication } from "../../rig/gtid-replication.ts";
import { isMariadbInstalled } from "../../rig/mariadb.ts";
import { checkStar } from "../rig/star-campaign/checker.ts";
import { until } from "../rig/star-campaign/until.ts";
import { type Links, openLinks } from "./star-under-load/links.ts";
import { type SiteLoad, startSiteLoad } from "./star-under-load/site.ts";
import { startWriter, type Writer } from "./star-under-load/writer.ts";

/** Two masters (the second is a stand-in that follows the first, as ring one has no Galera) and the two replicas of a site. */
const following = { "east-1": undefined, "west-1": "east-1", "north-1": "east-1", "north-2": "west-1" };
const REPLICAS = ["north-1", "north-2"];
const LOOPBACK = "127.0.0.1";
const MASTERS = ["east-1", "west-1"];

describe.runIf(isMariadbInstalled())(
  "a star on real MariaDB under load: whatever is killed or cut, the site answers, and nothing is lost",
  () => {
    const directory = mkdtempSync(join(tmpdir(), "multisite-load-"));
    const agents = new Map<string, MariadbReplication>();
    const services: IdentityService[] = [];
    let rig: GtidReplication;
    let links: Links;
    let master: TestService;
    let writer: Writer;
    let site: SiteLoad;

    const locationOf = (name: string): SqlLocation => ({
      kind: "mariadb",
      ...rig.server(name),
      database: "keystone",
      poolSize: 4,
    });
    const through = (from: string, to: string) => {
      // The document has a third replica, which is not here.
      const { socketPath: _, ...server } = rig.server(rig.servers.has(to) ? to : from);
      return MASTERS.includes(to) ? { ...server, host: LOOPBACK, port: links.address(from, to).port } : server;
    };
    const openFrom = (from: string, to: string): MariadbConnection =>
      REPLICAS.includes(to) ? rig.open(to) : openMariadbConnection(through(from, to));

    beforeAll(async () => {
      rig = await startGtidReplication(following, REPLICAS);
      links = await openLinks(REPLICAS, Object.fromEntries(MASTERS.map((name) => [name, rig.server(name)])));
      await rig.server("east-1").createDatabase("keystone");
      master = await startTestService({ location: locationOf("east-1") });
      const east = rig.open("east-1");
      await writeMark(east, "east-1", 0, 10);
      const peers = createSimulatedPeers({ clock: systemClock, random: createSeededRandom(1) });
      for (const name of REPLICAS) {
        const agent = createMariadbReplication({
          star: quickStar,
          links: peers.join({ site: "north", node: name }),
          openLocal: () => rig.open(name),
          openRemote: (to) => openFrom(name, to),
          sourceOf: (to) => through(name, to),
          home: mkdtempSync(join(directory, name)),
          clock: systemClock,
          log: silentLog,
          alarms: openAlarms({ path: undefined, clock: systemClock }),
          settings: { tickMs: 100, askMs: 200, answerMs: 1000, returnAfterMs: 1000, aheadGraceMs: 2000 },
        });
        agents.set(name, agent);
        await agent.start();
      }
      await allRun();
      const token = await master.adminToken();
      const nodes = await Promise.all(
        REPLICAS.map(async (name) => {
          const config = readIdentityConfig(
            {
              database: { connection: formatSqlLocation(locationOf(name)), watch_interval_ms: 0 },
              fernet_tokens: { key_repository: join(master.directory, "fernet-keys") },
              credential: { key_repository: join(master.directory, "credential-keys") },
              facts: { path: join(directory, `${name}-facts.db`) },
            },
            "test",
          );
          const service = await createIdentityService(config, {
            clock: master.clock,
            random: createSeededRandom(2),
            log: silentLog,
          });
          services.push(service);
          return { service, fence: () => agents.get(name)?.fence() };
        }),
      );
      writer = startWriter((name) => openMariadbConnection(rig.server(name)), "east-1", "west-1");
      site = startSiteLoad(nodes, token, passwordAuth(master.adminUserId, master.adminPassword));
    });
    afterAll(async () => {
      await Promise.all([writer?.stop(), site?.stop()]);
      for (const agent of agents.values()) await agent.stop();
      for (const service of [...services, master]) await service?.close();
      await rig?.stop();
      await links?.close();
      rmSync(directory, { recursive: true });
    });

    const statusOf = async (name: string) => agents.get(name)?.status();
    const isAt = async (name: string, state: string, follows: string): Promise<boolean> => {
      const status = await statusOf(name);
      return status?.state === state && status.follows === follows && agents.get(name)?.fence() === undefined;
    };
    const explain = () => Promise.all(REPLICAS.map(statusOf));
    const wait = (what: string, isSo: () => Promise<boolean>) => until(what, isSo, { timeoutMs: 30_000, explain });
    const allRun = () =>
      wait("both replicas run behind their own masters", async () =>
        (await Promise.all([isAt("north-1", "running", "east-1"), isAt("north-2", "running", "west-1")])).every(Boolean),
      );

    test("a replica is killed and comes back", async () => {
      await rig.server("north-1").crash();
      await wait("its agent says so", async () => (await statusOf("north-1"))?.state === "broken");
      await rig.server("north-1").startAgain();
      await allRun();
    });

    test("a replica's way to its master is cut for longer than the hold-down: it moves, and goes home", async () => {
      await links.cut("north-1", "east-1");
      await wait("it is behind the other one", () => isAt("north-1", "running", "west-1"));
      await links.heal("north-1", "east-1");
      await allRun();
    });

    test("the site is cut off from all masters: both replicas go on with what they have", async () => {
      for (const name of REPLICAS) for (const to of MASTERS) await links.cut(name, to);
      await wait("both have seen it", async () => {
        const states = await Promise.all(REPLICAS.map(statusOf));
        return states.every((status) => status?.reason?.includes("nor any other master"));
      });
      expect(REPLICAS.map((name) => agents.get(name)?.fence())).toEqual([undefined, undefined]);
      for (const name of REPLICAS) for (const to of MASTERS) await links.heal(name, to);
      await allRun();
    });

    test("a master is killed: its replica moves to the other one, and goes home when it is back", async () => {
      // The stand-in has no certification: a row that only the killed one has would make it another history.
      await writer.use("west-1");
      await rig.server("east-1").crash();
      await wait("its replica is behind the other one", () => isAt("north-1", "running", "west-1"));
      await rig.server("east-1").startAgain();
      // What Galera does by itself: the one that is back takes what it has missed before it takes writes.
      const [east, west] = [rig.open("east-1"), rig.open("west-1")];
      const { host, port, user, password } = rig.server("west-1");
      await west.all("STOP SLAVE");
      await east.all("SET GLOBAL gtid_slave_pos = @@GLOBAL.gtid_binlog_pos");
      await east.all(
        `CHANGE MASTER TO MASTER_HOST='${host}', MASTER_PORT=${port}, MASTER_USER='${user}', MASTER_PASSWORD='${password}', MASTER_USE_GTID=slave_pos`,
      );
      await east.all("START SLAVE");
      await writer.use("west-1", "east-1");
      await allRun();
    });

    test("at the end every acknowledged row is on every node, all nodes are equal, and no request of the site has failed", async () => {
      await Promise.all([writer.stop(), site.stop()]);
      const { validations, logins, failed, secondTries } = site.counts();
      console.log(
        `${writer.acknowledged.size} rows, ${validations} validations, ${logins} logins, ${secondTries} at the other node`,
      );
      expect(failed).toEqual([]);
      const [row] = await rig.open("west-1").all("SELECT @@GLOBAL.gtid_binlog_pos AS position");
      expect(await waitForSlavePosition(rig.open("east-1"), String(row?.position), 10_000)).toBe(true);
      for (const name of REPLICAS) expect(await agents.get(name)?.waitFor(String(row?.position), 10_000)).toBe(true);
      const checked = await checkStar(
        { star: quickStar(), node: (name) => ({ connect: () => openMariadbConnection(rig.server(name)) }) },
        { region: writer.acknowledged },
        [...MASTERS, ...REPLICAS],
      );
      expect(checked.missing).toEqual({ "east-1": 0, "west-1": 0, "north-1": 0, "north-2": 0 });
      expect(checked.different).toEqual([]);
      expect([writer.acknowledged.size > 50, validations > 50, logins > 5, secondTries > 0]).toEqual([true, true, true, true]);
    });
  },
);
