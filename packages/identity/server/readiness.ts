import type { Clock } from "@multisite/kernel/clock";
import type { Log } from "@multisite/kernel/log";
import type { LiveKeys } from "../keys/index.ts";
import type { Host } from "../star/host/open.ts";
import type { IdentityDatabase } from "../store/database.ts";

/** Whether a service should be sent requests now. */
export interface Readiness {
  check(): Promise<ReadinessReport>;
  /** From now on not ready: the service is about to end. */
  leave(): void;
  readonly leaving: boolean;
}

export interface ReadinessReport {
  readonly ready: boolean;
  /** Why not, in words that may be shown to anybody. */
  readonly reasons: readonly string[];
}

export interface ReadinessDependencies {
  readonly clock: Clock;
  readonly log: Log;
  readonly database: IdentityDatabase;
  /** By what they are for, such as `token`. */
  readonly keys: Readonly<Record<string, LiveKeys>>;
  readonly host: Host | undefined;
}

const DATABASE_LIMIT_MS = 2000;

/**
 * Not ready are a node of a star that its agent has fenced, a database that does not answer and keys that can no longer be read: the keys in use would soon be others than
 * those of the other sites. A policy file with a mistake is logged, but the rules before it stay in force and the service
 * stays ready: one typing error must not take every site out of its load balancer.
 */
export function createReadiness({ clock, log, database, keys, host }: ReadinessDependencies): Readiness {
  let isLeaving = false;

  async function askDatabase(): Promise<string | undefined> {
    const limit = new AbortController();
    try {
      const asked = database.query.selectFrom("alembic_version").select("version_num").limit(1).execute();
      const late = clock.sleep(DATABASE_LIMIT_MS, limit.signal).then(() => "late" as const);
      late.catch(() => {});
      const outcome = await Promise.race([asked, late]);
      if (outcome === "late") asked.catch(() => {});
      return outcome === "late" ? `The database has not answered for ${DATABASE_LIMIT_MS / 1000} s.` : undefined;
    } catch (err) {
      log.error({ err }, "the database cannot be asked");
      return "The database cannot be asked.";
    } finally {
      limit.abort();
    }
  }

  return {
    leave() {
      isLeaving = true;
    },
    get leaving() {
      return isLeaving;
    },
    async check() {
      const reasons: string[] = [];
      if (isLeaving) reasons.push("The service is stopping.");
      const fence = host?.states.now().fence;
      if (fence) reasons.push(`The node is fenced (${fence.code}): ${fence.reason}`);
      for (const [purpose, live] of Object.entries(keys)) {
        live.current();
        if (live.problem) reasons.push(`The ${purpose} keys cannot be read (${live.problem.code}).`);
      }
      const problem = await askDatabase();
      if (problem !== undefined) reasons.push(problem);
      return { ready: reasons.length === 0, reasons };
    },
  };
}
