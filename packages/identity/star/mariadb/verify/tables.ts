import type { MariadbConnection } from "@multisite/kernel/sql";

/** A table as it is compared and copied: by its primary key. */
export interface ComparedTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
  /** Columns that hold bytes, not text. */
  readonly binaryColumns: readonly string[];
  readonly key: readonly string[];
}

const BINARY = ["binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "bit", "geometry"];

/** Tables of the databases, in the order of their names. One without a primary key is compared by all of its columns. */
export async function readTables(connection: MariadbConnection, schemas: readonly string[]): Promise<readonly ComparedTable[]> {
  const rows = await connection.all(
    `SELECT c.TABLE_SCHEMA AS s, c.TABLE_NAME AS t, c.COLUMN_NAME AS c, c.DATA_TYPE AS type, k.ORDINAL_POSITION AS k
     FROM information_schema.COLUMNS c
     JOIN information_schema.TABLES USING (TABLE_SCHEMA, TABLE_NAME)
     LEFT JOIN information_schema.KEY_COLUMN_USAGE k
       ON k.CONSTRAINT_NAME = 'PRIMARY' AND k.TABLE_SCHEMA = c.TABLE_SCHEMA AND k.TABLE_NAME = c.TABLE_NAME AND k.COLUMN_NAME = c.COLUMN_NAME
     WHERE c.TABLE_SCHEMA IN (${schemas.map(() => "?").join(", ")}) AND TABLE_TYPE = 'BASE TABLE'
     ORDER BY c.TABLE_SCHEMA, c.TABLE_NAME, c.ORDINAL_POSITION`,
    schemas,
  );
  return [...Map.groupBy(rows, ({ s, t }) => `${s}.${t}`).values()].map((columns) => {
    const names = columns.map(({ c }) => String(c));
    const key = columns.filter(({ k }) => k !== null).toSorted((one, other) => Number(one.k) - Number(other.k));
    return {
      schema: String(columns[0]?.s),
      name: String(columns[0]?.t),
      columns: names,
      binaryColumns: columns.filter(({ type }) => BINARY.includes(String(type))).map(({ c }) => String(c)),
      key: key.length === 0 ? names : key.map(({ c }) => String(c)),
    };
  });
}

/** `` `keystone`.`user` `` */
export function quotedTable({ schema, name }: ComparedTable): string {
  return `${quoted(schema)}.${quoted(name)}`;
}

export function quoted(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

export function quotedList(names: readonly string[]): string {
  return names.map(quoted).join(", ");
}
