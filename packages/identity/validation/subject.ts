import type { RawRow } from "@multisite/kernel/sql";
import { fromMicroseconds, isoTime } from "../store/time.ts";
import type { TokenUser } from "./types.ts";

/** A user's row of {@link readUser}, with what only validation needs. */
export interface SubjectUser extends TokenUser {
  readonly enabled: boolean;
  readonly domainEnabled: boolean;
}

/** Undefined when there is no such user. */
export function toSubjectUser(rows: readonly RawRow[]): SubjectUser | undefined {
  const row = rows[0];
  if (!row) return undefined;
  return {
    id: String(row.id),
    name: String(row.name ?? ""),
    domain: { id: String(row.domain_id), name: String(row.domain_name) },
    passwordExpiresAt: typeof row.expires_at_int === "number" ? isoTime(fromMicroseconds(row.expires_at_int)) : null,
    enabled: row.enabled === 1,
    domainEnabled: row.domain_enabled === 1,
  };
}

/** The IDs in rows of one kind. */
export function idsOfKind(rows: readonly RawRow[], kind: string): string[] {
  return rows.filter((row) => row.kind === kind).map((row) => String(row.id));
}
