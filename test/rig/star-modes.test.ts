import { afterAll, beforeAll, expect, test } from "vitest";
import { formatGtidPosition, mastersOf, readGtidPositions, replicasOf } from "../../packages/identity/star/index.ts";
import { starPackages } from "../../rig/debian/packages.ts";
import { type StarRig, startStarRig } from "../../rig/star/index.ts";
import { describeReal } from "../support/describe-real.ts";

const say = (line: string): void => console.log(line);

describeReal("mode star on real MariaDB", starPackages, () => {
  let rig: StarRig;
  beforeAll(async () => {
    rig = await startStarRig({ say, tls: true });
  });
  afterAll(() => rig?.remove());

  const ask = async (name: string, sql: string) => {
    const connection = rig.node(name).connect();
    try {
      return await connection.all(sql);
    } finally {
      await connection.close();
    }
  };

  test("what is written at each master is soon on every node, and has the same GTID there", async () => {
    await ask("east-1", "CREATE TABLE keystone.probe (master VARCHAR(64) PRIMARY KEY)");
    for (const { node } of mastersOf(rig.star)) await ask(node.name, `INSERT INTO keystone.probe VALUES ('${node.name}')`);
    const nodes = [...mastersOf(rig.star), ...replicasOf(rig.star)].map(({ node }) => node.name);
    for (const name of nodes)
      await expect
        .poll(() => ask(name, "SELECT master FROM keystone.probe ORDER BY master"), { timeout: 10_000 })
        .toEqual([{ master: "east-1" }, { master: "west-1" }]);
    const positions = await Promise.all(
      nodes.map(async (name) => {
        const connection = rig.node(name).connect();
        const { current } = await readGtidPositions(connection).finally(() => connection.close());
        return formatGtidPosition(current);
      }),
    );
    expect(new Set(positions).size).toBe(1);
    say(`positions: ${positions.join(" ")}`);
  });
});
