import { createConnection } from "mysql2/promise";
import { startMariadb } from "../../rig/mariadb.ts";
import { startServer } from "../servers/child.ts";
import type { MeasurementGroup } from "./types.ts";
import { fetchBody } from "./validation.ts";

const CHANGES = 40;

/** How long a token that another program has made worthless in the same MariaDB is still accepted from the cache. */
export const foreignWrites: MeasurementGroup = {
  name: "foreign writes",
  async run(progress) {
    progress("starting MariaDB");
    const mariadb = await startMariadb();
    const database = await mariadb.createDatabase("bench");
    const databaseUrl = `mysql://${mariadb.user}:${mariadb.password}@127.0.0.1:${mariadb.port}/${database}`;
    const identity = await startServer("./identity.ts", { databaseUrl, cacheEntries: 1000, passwordHashRounds: 4 });
    const { host, port, user, password } = mariadb;
    const other = await createConnection({ host, port, user, password, database });
    try {
      const [caller = ""] = (await identity.ask("issue", 1)) as string[];
      const [subject = ""] = (await identity.ask("issueForUsers", 1)) as string[];
      const enable = (enabled: number): Promise<unknown> =>
        other.execute("UPDATE user SET enabled = ? WHERE id LIKE 'be%'", [enabled]);
      const isAccepted = (): Promise<boolean> =>
        fetchBody(identity, caller, subject).then(
          () => true,
          () => false,
        );
      const delaysMs: number[] = [];
      for (let change = 1; change <= CHANGES; change++) {
        progress(`change ${change} of ${CHANGES}`);
        while (!(await isAccepted())) await pause(5);
        // Past the time in which the data counts as changing anyway, at another point of the interval each time.
        await pause(2200 + change * 7);
        if (!(await isAccepted())) throw new Error("the token was refused too early");
        await enable(0);
        const changedMs = performance.now();
        while (await isAccepted());
        delaysMs.push(performance.now() - changedMs);
        await enable(1);
      }
      const worstMs = Math.max(...delaysMs);
      return [
        {
          name: "another program's change on MariaDB shows",
          measured: `after ${worstMs.toFixed(0)} ms at most of ${CHANGES} changes`,
          target: "≤ 50 ms",
          met: worstMs <= 50,
        },
      ];
    } finally {
      await other.end();
      await identity.stop();
      await mariadb.stop();
    }
  },
};

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
