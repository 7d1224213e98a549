import { startMariadb } from "../../rig/mariadb.ts";
import { startServer } from "../servers/child.ts";
import type { MeasurementGroup } from "./types.ts";
import { fetchBody } from "./validation.ts";

const TOKENS = 20;

/** Statements that one uncached validation of a project token sends to MariaDB. */
export const roundTrips: MeasurementGroup = {
  name: "round trips",
  async run(progress) {
    progress("starting MariaDB");
    const mariadb = await startMariadb();
    const database = await mariadb.createDatabase("bench");
    const databaseUrl = `mysql://${mariadb.user}:${mariadb.password}@127.0.0.1:${mariadb.port}/${database}`;
    const identity = await startServer("./identity.ts", { databaseUrl, cacheEntries: 1000, passwordHashRounds: 4 });
    try {
      const [caller = ""] = (await identity.ask("issue", 1)) as string[];
      const subjects = (await identity.ask("issueForUsers", TOKENS + 1)) as string[];
      // The tables' modification times settle for two seconds after the last write.
      await new Promise((resolve) => setTimeout(resolve, 3500));
      await fetchBody(identity, caller, subjects.pop() as string);
      const counts: number[] = [];
      for (const subject of subjects) {
        await identity.ask("roundTrips");
        await fetchBody(identity, caller, subject);
        counts.push((await identity.ask("roundTrips")) as number);
      }
      const worst = Math.max(...counts);
      return [
        {
          name: "uncached on MariaDB",
          measured: `${worst} round trips at most of ${counts.length} tokens`,
          target: "≤ 3",
          met: worst <= 3,
        },
      ];
    } finally {
      await identity.stop();
      await mariadb.stop();
    }
  },
};
