/** Stays well below SQLite's limit on parameters (32766) and MariaDB's on the size of a statement. */
const CHUNK_SIZE = 1000;

/** Runs a read for a list of IDs of any length, a thousand at a time, and joins the rows. */
export async function inChunks<Row>(
  ids: readonly string[],
  read: (chunk: readonly string[]) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let start = 0; start < ids.length; start += CHUNK_SIZE) {
    for (const row of await read(ids.slice(start, start + CHUNK_SIZE))) rows.push(row);
  }
  return rows;
}
