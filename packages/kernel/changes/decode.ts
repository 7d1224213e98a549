import { MultisiteError } from "../errors/index.ts";

/** A value of a column; a blob as base64 text, a number too large for JSON as text. */
export type ChangedValue = string | number | null | { readonly base64: string };

/** A row by its columns' numbers; those that a change does not touch are undefined. */
export type ChangedRow = readonly (ChangedValue | undefined)[];

export interface RowChange {
  readonly table: string;
  readonly operation: "insert" | "update" | "delete";
  /** Of an update: the key and what it changed. */
  readonly before?: ChangedRow;
  readonly after?: ChangedRow;
}

const TABLE = 0x54;
const OPERATIONS: Readonly<Record<number, RowChange["operation"]>> = { 18: "insert", 23: "update", 9: "delete" };

/** What a changeset says, row by row (format: sqlite.org/src/file/ext/session/sqlite3session.c, "CHANGESET FORMAT"). */
export function decodeChangeset(changeset: Uint8Array): RowChange[] {
  const reader = createReader(changeset);
  const changes: RowChange[] = [];
  let table = "";
  let columns = 0;
  while (!reader.isAtEnd()) {
    const kind = reader.byte();
    if (kind === TABLE) {
      columns = reader.varint();
      for (let column = 0; column < columns; column++) reader.byte();
      table = reader.name();
      continue;
    }
    const operation = OPERATIONS[kind];
    if (operation === undefined) throw unreadable();
    // Whether it is the effect of a foreign key or trigger.
    reader.byte();
    const before = operation === "insert" ? undefined : reader.row(columns);
    const after = operation === "delete" ? undefined : reader.row(columns);
    changes.push({ table, operation, ...(before ? { before } : {}), ...(after ? { after } : {}) });
  }
  return changes;
}

function createReader(source: Uint8Array) {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  let at = 0;
  const take = (count: number): Buffer => {
    if (at + count > bytes.length) throw unreadable();
    at += count;
    return bytes.subarray(at - count, at);
  };
  const byte = (): number => take(1).readUInt8();
  /** Big-endian, seven bits a byte (sqlite.org/fileformat2.html#varint); lengths never need the ninth. */
  const varint = (): number => {
    let value = 0;
    for (let count = 0; count < 8; count++) {
      const next = byte();
      value = value * 128 + (next & 0x7f);
      if (next < 0x80) return value;
    }
    throw unreadable();
  };
  const value = (): ChangedValue | undefined => {
    switch (byte()) {
      case 0:
        return undefined;
      case 1:
        return toNumber(take(8).readBigInt64BE());
      case 2:
        return take(8).readDoubleBE();
      case 3:
        return take(varint()).toString("utf8");
      case 4:
        return { base64: take(varint()).toString("base64") };
      case 5:
        return null;
      default:
        throw unreadable();
    }
  };
  return {
    isAtEnd: () => at >= bytes.length,
    byte,
    varint,
    name(): string {
      const end = bytes.indexOf(0, at);
      if (end < 0) throw unreadable();
      const text = take(end - at).toString("utf8");
      byte();
      return text;
    },
    row: (columns: number): ChangedRow => Array.from({ length: columns }, value),
  };
}

function toNumber(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function unreadable(): MultisiteError {
  return new MultisiteError(
    "kernel.changes.unreadable",
    "A change of the log cannot be read; rebuild this database from another node.",
  );
}
