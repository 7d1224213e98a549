import { mkdtempSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { createIdentityService } from "../../packages/identity/main.ts";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { silentLog } from "../../packages/kernel/log/index.ts";
import { systemRandom } from "../../packages/kernel/random/index.ts";
import { type Population, populate } from "../load/populate.ts";
import { answerParent, settingsFromParent } from "./child.ts";
import { countRoundTrips } from "./round-trips.ts";
import { prepareSite } from "./site.ts";
import { ensureUsers } from "./users.ts";

/** What the parent may ask for. */
export interface IdentityServerSettings {
  /** Unset: a new SQLite file. */
  readonly databaseUrl?: string;
  readonly keyDirectory?: string;
  readonly cacheEntries: number;
  readonly passwordHashRounds: number;
  readonly population?: Population;
  /** The service is that of a star's node: it looks at its host's facts and board. */
  readonly star?: boolean;
}

const settings = settingsFromParent<IdentityServerSettings>();
const directory = mkdtempSync(join(tmpdir(), "multisite-bench-"));
const site = await prepareSite(directory, settings);
if (settings.population) await populate(site.config, settings.population);
const startMs = performance.now();
const service = await createIdentityService(site.config, { clock: systemClock, random: systemRandom, log: silentLog });
const roundTrips = countRoundTrips(service.identity.database);
await service.app.listen({ port: 0, host: "127.0.0.1" });
const startToReadyMs = performance.now() - startMs;

const issue = async (): Promise<string> =>
  (await service.identity.tokens.issue({ userId: site.userId, methods: ["password"], projectId: site.projectId })).token;

let writes: NodeJS.Timeout | undefined;
answerParent(
  { port: (service.app.server.address() as AddressInfo).port, startToReadyMs, userId: site.userId, projectId: site.projectId },
  {
    issue: async (count: number) => {
      const tokens: string[] = [];
      for (let made = 0; made < count; made++) tokens.push(await issue());
      return tokens;
    },
    // One token of each of `count` users, none of whom the service has read since the last write.
    issueForUsers: async (count: number) => {
      const tokens: string[] = [];
      for (const userId of await ensureUsers(service.identity.database.query, site.projectId, count)) {
        const issued = await service.identity.tokens.issue({ userId, methods: ["password"], projectId: site.projectId });
        tokens.push(issued.token);
      }
      service.identity.database.revision.advance();
      return tokens;
    },
    writesPerSecond: (rate: number) => {
      clearInterval(writes);
      let written = 0;
      if (rate > 0) {
        writes = setInterval(async () => {
          const id = `bench-${process.pid}-${++written}`;
          await service.identity.database.query
            .insertInto("region")
            .values({ id, description: "", parent_region_id: null, extra: "{}" })
            .execute();
          await service.identity.database.query.deleteFrom("region").where("id", "=", id).execute();
        }, 2000 / rate);
      }
    },
    // What is a fact and concerns no token, as failed logins are.
    factsPerSecond: (rate: number) => {
      clearInterval(writes);
      if (rate === 0) return;
      const { facts } = service.identity;
      writes = setInterval(() => facts.recordActivity(`somebody-${process.pid}`, systemClock.nowMs()), 1000 / rate);
    },
    roundTrips: () => roundTrips(),
  },
);
