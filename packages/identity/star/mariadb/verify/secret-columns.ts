import type { RawRow } from "@multisite/kernel/sql";
import type { ComparedTable } from "./tables.ts";

/** Columns of Keystone's tables whose names do not say that they hold a secret, as `table.column`. */
const SECRET = new Set(["sensitive_config.value", "credential.encrypted_blob", "credential.key_hash", "password.password"]);
/** What any table may call one. */
const SOUNDS_SECRET = /password|secret|private|token_body/i;

/** A row as an operator may see it: secrets and hashes of passwords are masked. */
export function withoutSecrets({ name }: ComparedTable, row: RawRow): Readonly<Record<string, unknown>> {
  const isSecret = (column: string): boolean => SECRET.has(`${name}.${column}`) || SOUNDS_SECRET.test(column);
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, value !== null && isSecret(column) ? "[secret]" : readable(value)]),
  );
}

function readable(value: RawRow[string]): unknown {
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString("hex")}`;
  return typeof value === "bigint" ? value.toString() : value;
}
