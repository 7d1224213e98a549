import type { Verdict } from "../types.ts";
import { names, silentOf, writersOf } from "./look.ts";
import type { SeenStar } from "./types.ts";

/** A replica takes the writes, as an operator wanted: what matters then is which masters come back. */
export function promoted({ engine, nodes }: SeenStar): Verdict | undefined {
  const [writer, ...more] = writersOf(nodes);
  if (engine !== "mariadb" || writer?.role !== "replica" || more.length > 0) return undefined;
  const alarms = nodes.flatMap(({ status }) => status?.alarms ?? []);
  const own = writer.status.alarms.find(({ id }) => id.startsWith("star.mariadb.promoted/"));
  const superseded = alarms.find(({ id }) => id.startsWith("star.mariadb.superseded/"));
  const silent = silentOf(nodes);
  return {
    health: "degraded",
    line: [
      own?.cause ?? `${writer.node} takes the writes of the star, alone.`,
      ...(superseded === undefined ? [] : [superseded.cause]),
      ...(silent.length === 0 ? [] : [`Not reached: ${names(silent)}.`]),
    ].join(" "),
    next: (superseded ?? own)?.next ?? "multisite star status --watch",
  };
}
