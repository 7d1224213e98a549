import { bulkDelete } from "../../errors/index.ts";
import { countDeleted } from "../../store/count-deleted.ts";
import type { Queries } from "../../store/database.ts";
import type { Exchange } from "./exchange.ts";

/** Says how many rows its sender knows that a delete takes with it. */
const CONFIRMED = "x-multisite-confirm-delete";

/**
 * Deletes in one transaction. In a star a wrong delete of a domain is everywhere within a second, so one that takes more rows with
 * it than `[star] bulk_delete_limit` is undone and refused, until it is sent again with the number of rows in a header.
 */
export async function deleteInBulk<Result>(
  { identity, request }: Exchange,
  work: (queries: Queries) => Promise<Result>,
): Promise<Result> {
  const { home, bulk_delete_limit: limit } = identity.config.star;
  if (home === undefined || limit === 0) return await identity.database.transaction(work);
  return await identity.database.transaction(async (transaction) => {
    const { queries, deleted } = countDeleted(transaction);
    const result = await work(queries);
    const rows = [...deleted().values()].reduce((sum, count) => sum + count, 0);
    const confirmed = Number(request.headers[CONFIRMED] ?? 0);
    if (rows > limit && !(confirmed >= rows)) throw bulkDelete(deleted(), rows, limit);
    return result;
  });
}
