import { KeystoneError, notFound } from "../errors/index.ts";
import type { Queries } from "../store/database.ts";
import { consumeTrustUse, getTrust, type TrustRecord } from "../store/trusts.ts";

/**
 * Takes one use of a trust, once a token is made from it; nothing is written for a trust without a limit. 403 when another
 * login took the last use meanwhile (keystone/trust/backends/sql.py, consume_use).
 */
export async function consumeUse(queries: Queries, { id, remainingUses }: TrustRecord): Promise<void> {
  if (remainingUses === null || (await consumeTrustUse(queries, id))) return;
  if (!(await getTrust(queries, id))) throw notFound("trust", id);
  throw new KeystoneError("identity.trust.used_up", 403, `No remaining uses for trust: ${id}.`);
}
