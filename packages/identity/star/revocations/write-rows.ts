import type { Clock } from "@multisite/kernel/clock";
import type { FactStore } from "@multisite/kernel/facts";
import type { IdentityConfig } from "../../config/index.ts";
import type { IdentityDatabase, Queries } from "../../store/database.ts";
import { hasRevocation, recordRevocation } from "../../store/revocation-events.ts";
import { type PendingRevocation, pendingRevocations, ROWS_MARK } from "./pending.ts";

export interface RevocationRowsDependencies {
  readonly store: FactStore;
  readonly database: IdentityDatabase;
  readonly config: Pick<IdentityConfig, "token" | "revoke">;
  readonly clock: Clock;
}

/**
 * Makes rows of the revocations and denials that this node has heard of, and says how many: for the agent of a node that writes,
 * now and then. Two masters that do it at the same time write some twice, which revokes no more than once.
 *
 * @throws what the database throws; the next call begins at the same place
 */
export async function writeRevocationRows({ store, database, config, clock }: RevocationRowsDependencies): Promise<number> {
  const { pending, mark } = pendingRevocations(store);
  const oldestMs = clock.nowMs() - (config.token.expiration + config.revoke.expiration_buffer) * 1000;
  let written = 0;
  for (const each of pending) {
    const isLate = each.atMs < oldestMs;
    const wrote = await database.transaction(async (queries) => {
      const disabled = each.disables !== undefined && (await disable(queries, each.disables));
      // A row for tokens that have all expired would be dropped at once.
      if (isLate || (await hasRevocation(database, queries, each.revoked, each.atMs))) return disabled;
      await recordRevocation({ config, clock, database }, queries, each.revoked, each.atMs);
      return true;
    });
    if (wrote) written++;
  }
  if (pending.length > 0) store.setMark(ROWS_MARK, mark);
  return written;
}

/** False when the user is disabled already, or gone. */
async function disable(queries: Queries, userId: NonNullable<PendingRevocation["disables"]>): Promise<boolean> {
  const changed = await queries
    .updateTable("user")
    .set({ enabled: 0 })
    .where("id", "=", userId)
    .where("enabled", "=", 1)
    .executeTakeFirst();
  return Number(changed.numUpdatedRows) > 0;
}
