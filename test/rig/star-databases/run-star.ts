// Runs a star in the directory that is named, writes at its first master all the time, and says each row that was acknowledged.
import { setTimeout as delay } from "node:timers/promises";
import { mastersOf, startLocalStar } from "../../../packages/identity/star/index.ts";
import { systemClock } from "../../../packages/kernel/clock/index.ts";
import { systemRandom } from "../../../packages/kernel/random/index.ts";
import { smallStar } from "../../../rig/star/documents.ts";

const [directory = ""] = process.argv.slice(2);
const star = await startLocalStar(smallStar(), { directory, withoutAgents: true, clock: systemClock, random: systemRandom });
const connection = star.node(mastersOf(star.star)[0]?.node.name ?? "").connect();
await connection.all("CREATE TABLE IF NOT EXISTS keystone.probe (id INT PRIMARY KEY)");
for (let id = 1; ; id++) {
  await connection.all(`INSERT INTO keystone.probe VALUES (${id})`);
  console.log(id);
  await delay(5);
}
