import type { DatabaseSync } from "node:sqlite";

export const INVITATION_SCHEMA = `
  CREATE TABLE IF NOT EXISTS invitation (
    id TEXT PRIMARY KEY, site TEXT NOT NULL, node TEXT NOT NULL, hosts TEXT NOT NULL, verifier TEXT NOT NULL,
    expires_at_ms INTEGER NOT NULL, wrong_attempts INTEGER NOT NULL DEFAULT 0, used_by TEXT
  ) WITHOUT ROWID;
`;

/** A node that was invited to the star. */
export interface InvitationRow {
  readonly id: string;
  readonly site: string;
  readonly node: string;
  readonly hosts: readonly string[];
  /** The public key whose private half is the secret: who reads it here cannot join with it. */
  readonly verifier: string;
  readonly expiresAtMs: number;
  readonly wrongAttempts: number;
  /** The key that joined with it. */
  readonly usedBy: string | undefined;
}

/** Invitations as they are on the disk. */
export interface InvitationTable {
  add(invitation: Omit<InvitationRow, "wrongAttempts" | "usedBy">): void;
  find(id: string): InvitationRow | undefined;
  all(): readonly InvitationRow[];
  countWrong(id: string): void;
  /** False when another key has used it. */
  use(id: string, key: string): boolean;
  /** It was not used after all. */
  release(id: string): void;
  withdraw(id: string): void;
  withdrawOf(node: string): void;
  forget(expiredBeforeMs: number): void;
}

export function openInvitationTable(database: DatabaseSync): InvitationTable {
  const columns = `id, site, node, hosts, verifier, expires_at_ms AS expiresAtMs, wrong_attempts AS wrongAttempts, used_by AS usedBy`;
  const add = database.prepare(
    "INSERT INTO invitation (id, site, node, hosts, verifier, expires_at_ms) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const find = database.prepare(`SELECT ${columns} FROM invitation WHERE id = ?`);
  const all = database.prepare(`SELECT ${columns} FROM invitation ORDER BY expires_at_ms, id`);
  const countWrong = database.prepare("UPDATE invitation SET wrong_attempts = wrong_attempts + 1 WHERE id = ?");
  const use = database.prepare("UPDATE invitation SET used_by = ? WHERE id = ? AND (used_by IS NULL OR used_by = ?)");
  const release = database.prepare("UPDATE invitation SET used_by = NULL WHERE id = ?");
  const withdraw = database.prepare("DELETE FROM invitation WHERE id = ?");
  const withdrawOf = database.prepare("DELETE FROM invitation WHERE node = ?");
  const forget = database.prepare("DELETE FROM invitation WHERE expires_at_ms < ?");
  return {
    add: ({ id, site, node, hosts, verifier, expiresAtMs }) =>
      void add.run(id, site, node, JSON.stringify(hosts), verifier, Math.trunc(expiresAtMs)),
    find: (id) => read(find.get(id)),
    all: () => all.all().flatMap((row) => read(row) ?? []),
    countWrong: (id) => void countWrong.run(id),
    use: (id, key) => Number(use.run(key, id, key).changes) === 1,
    release: (id) => void release.run(id),
    withdraw: (id) => void withdraw.run(id),
    withdrawOf: (node) => void withdrawOf.run(node),
    forget: (expiredBeforeMs) => void forget.run(Math.trunc(expiredBeforeMs)),
  };
}

function read(row: object | undefined): InvitationRow | undefined {
  if (row === undefined) return undefined;
  const { hosts, usedBy, ...rest } = row as Omit<InvitationRow, "hosts" | "usedBy"> & { hosts: string; usedBy: string | null };
  return { ...rest, hosts: JSON.parse(hosts) as string[], usedBy: usedBy ?? undefined };
}
