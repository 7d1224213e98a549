import { createHash } from "node:crypto";
import { type LocalStar, membersOf } from "../../../packages/identity/star/index.ts";
import { compareMovingCopies, isEqual } from "../../../packages/identity/star/mariadb/verify/index.ts";
import { systemClock } from "../../../packages/kernel/clock/index.ts";

/** What the checker found at the end. */
export interface Checked {
  readonly acknowledged: number;
  /** By node: rows that were acknowledged and are not there. */
  readonly missing: Readonly<Record<string, number>>;
  /** By node: GTID position. */
  readonly positions: Readonly<Record<string, string>>;
  /** Pairs of nodes whose tables differ. */
  readonly different: readonly string[];
  readonly digest: string;
}

/** Compares what was acknowledged with what is there on every node, and the nodes with each other. Nothing may be written meanwhile. */
export async function checkStar(rig: LocalStar, acknowledged: ReadonlySet<string>): Promise<Checked> {
  const names = membersOf(rig.star).map(({ node }) => node.name);
  const missing: Record<string, number> = {};
  const positions: Record<string, string> = {};
  const different: string[] = [];
  for (const name of names) {
    const [first, here] = [rig.node(names[0] ?? "").connect(), rig.node(name).connect()];
    try {
      const rows = await here.all("SELECT id FROM keystone.region");
      const present = new Set(rows.map(({ id }) => String(id)));
      missing[name] = [...acknowledged].filter((id) => !present.has(id)).length;
      const [row] = await here.all("SELECT @@GLOBAL.gtid_current_pos AS position");
      positions[name] = String(row?.position);
      const found = await compareMovingCopies(here, first, { schemas: ["keystone", "multisite"], clock: systemClock });
      if (!isEqual(found))
        different.push(`${name} and ${names[0]}: ${found.differentRows} rows, ${found.differentTables.join(" ")}`);
    } finally {
      await Promise.all([first.close(), here.close()]);
    }
  }
  const digest = createHash("sha256")
    .update([...acknowledged].toSorted().join())
    .digest("hex")
    .slice(0, 12);
  return { acknowledged: acknowledged.size, missing, positions, different, digest };
}
