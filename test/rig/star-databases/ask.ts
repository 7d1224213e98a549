import { formatGtidPosition, type LocalNode, readGtidPositions } from "../../../packages/identity/star/index.ts";
import { type MariadbConnection, openMariadbConnection, type RawRow } from "../../../packages/kernel/sql/index.ts";

/** Uses a connection once. */
async function using<Result>(connection: MariadbConnection, work: (connection: MariadbConnection) => Promise<Result>) {
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** One statement at a node, as its administrator. */
export function ask(node: LocalNode, sql: string): Promise<RawRow[]> {
  return using(node.connect(), (connection) => connection.all(sql));
}

/** One statement at a node as the identity service sends it: without the rights of an administrator. */
export function askAsIdentity({ identity }: LocalNode, sql: string): Promise<RawRow[]> {
  if (identity.kind !== "mariadb") throw new Error("Not on MariaDB.");
  return using(openMariadbConnection(identity, { statementMs: 20_000 }), (connection) => connection.all(sql));
}

/** What a node has of the masters' writes. */
export function positionOf(node: LocalNode, domain: number): Promise<string> {
  return using(node.connect(), async (connection) => {
    const { current } = await readGtidPositions(connection);
    return formatGtidPosition(new Map([...current].filter(([one]) => one === domain)));
  });
}
