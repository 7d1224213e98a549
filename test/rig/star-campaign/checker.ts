import { type IdentityStar, membersOf } from "../../../packages/identity/star/index.ts";
import { compareMovingCopies, isEqual } from "../../../packages/identity/star/mariadb/verify/index.ts";
import { systemClock } from "../../../packages/kernel/clock/index.ts";
import type { MariadbConnection } from "../../../packages/kernel/sql/index.ts";

/** Real servers with the data of a star. */
export interface Checkable {
  readonly star: IdentityStar;
  /** Connections are an administrator's. */
  node(name: string): { connect(): MariadbConnection };
}

/** IDs of rows whose commit was answered, by table. */
export type Acknowledged = Readonly<Record<string, ReadonlySet<string>>>;

/** What the checker found at the end. */
export interface Checked {
  readonly acknowledged: number;
  /** By node: rows that were acknowledged and are not there. */
  readonly missing: Readonly<Record<string, number>>;
  /** By node: GTID position. */
  readonly positions: Readonly<Record<string, string>>;
  /** Pairs of nodes whose tables differ. */
  readonly different: readonly string[];
}

/** Compares what was acknowledged with what is there on every node, and the nodes with each other. Nobody writes but the marks. */
export async function checkStar(rig: Checkable, acknowledged: Acknowledged, only?: readonly string[]): Promise<Checked> {
  const names = only ?? membersOf(rig.star).map(({ node }) => node.name);
  const missing: Record<string, number> = {};
  const positions: Record<string, string> = {};
  const different: string[] = [];
  for (const name of names) {
    const [first, here] = [rig.node(names[0] ?? "").connect(), rig.node(name).connect()];
    try {
      missing[name] = 0;
      for (const [table, ids] of Object.entries(acknowledged)) {
        const rows = await here.all(`SELECT id FROM keystone.\`${table}\``);
        const present = new Set(rows.map(({ id }) => String(id)));
        missing[name] += [...ids].filter((id) => !present.has(id)).length;
      }
      const found = await compareMovingCopies(here, first, { schemas: ["keystone", "multisite"], clock: systemClock });
      if (!isEqual(found))
        different.push(`${name} and ${names[0]}: ${found.differentRows} rows, ${found.differentTables.join(" ")}`);
    } finally {
      await Promise.all([first.close(), here.close()]);
    }
  }
  await Promise.all(
    names.map(async (name) => {
      const connection = rig.node(name).connect();
      const [row] = await connection.all("SELECT @@GLOBAL.gtid_current_pos AS position").finally(() => connection.close());
      positions[name] = String(row?.position);
    }),
  );
  const total = Object.values(acknowledged).reduce((sum, ids) => sum + ids.size, 0);
  return { acknowledged: total, missing, positions, different };
}
