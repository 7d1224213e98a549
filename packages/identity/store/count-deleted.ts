import { DeleteQueryNode, type KyselyPlugin, type QueryId, TableNode } from "kysely";
import type { Queries } from "./database.ts";

/** Queries that count what they delete. What foreign keys take with a row is not counted. */
export interface CountedQueries {
  readonly queries: Queries;
  /** Rows by table, those of which something was deleted. */
  deleted(): ReadonlyMap<string, number>;
}

export function countDeleted(queries: Queries): CountedQueries {
  const tables = new WeakMap<QueryId, string>();
  const rows = new Map<string, number>();
  const counter: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      const table = DeleteQueryNode.is(node) ? node.from.froms[0] : undefined;
      if (table !== undefined && TableNode.is(table)) tables.set(queryId, table.table.identifier.name);
      return node;
    },
    async transformResult({ result, queryId }) {
      const table = tables.get(queryId);
      const count = Number(result.numAffectedRows ?? 0);
      if (table !== undefined && count > 0) rows.set(table, (rows.get(table) ?? 0) + count);
      return result;
    },
  };
  return { queries: queries.withPlugin(counter), deleted: () => rows };
}
