import { openHostFile } from "../../host-file/index.ts";
import type { RevokedCertificate } from "../types.ts";
import { INVITATION_SCHEMA, type InvitationTable, openInvitationTable } from "./invitation-table.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS issued (
    serial TEXT PRIMARY KEY, site TEXT NOT NULL, node TEXT NOT NULL,
    hosts TEXT NOT NULL, issued_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS revoked (
    serial TEXT PRIMARY KEY, site TEXT NOT NULL, node TEXT NOT NULL,
    reason TEXT NOT NULL, revoked_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS list (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL) WITHOUT ROWID;
  INSERT OR IGNORE INTO list VALUES (1, 0);
  ${INVITATION_SCHEMA}
`;

/** A certificate that the authority has made and that may still be valid. */
export interface IssuedCertificate {
  readonly serial: string;
  readonly site: string;
  readonly node: string;
  /** DNS names and IP addresses besides. */
  readonly hosts: readonly string[];
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

/** `authority.db`: what the authority must remember. What it says it has done is on the disk. */
export interface Register {
  readonly invitations: InvitationTable;
  addIssued(certificate: IssuedCertificate): void;
  /** Of one node, or of all; without those that have expired. */
  issued(nowMs: number, node?: string): readonly IssuedCertificate[];
  /** Of the list that was signed last. */
  listNumber(): number;
  /** Adds to the list and gives its new number, at least `atLeast`. */
  addRevoked(entries: readonly RevokedCertificate[], atLeast: number): number;
  /** Without those that have expired. */
  revoked(nowMs: number, star: string): readonly RevokedCertificate[];
  close(): void;
}

export function openRegister(path: string): Register {
  const file = openHostFile({
    path,
    schema: SCHEMA,
    called: "register of the certificate authority",
    errorCode: "kernel.pki.register",
    isDurable: true,
  });
  const { database } = file;
  const add = database.prepare("INSERT INTO issued VALUES (?, ?, ?, ?, ?, ?)");
  const list = database.prepare(
    `SELECT serial, site, node, hosts, issued_at_ms AS issuedAtMs, expires_at_ms AS expiresAtMs FROM issued
     WHERE expires_at_ms > ? AND (? IS NULL OR node = ?) ORDER BY issued_at_ms, serial`,
  );
  const revoke = database.prepare("INSERT OR IGNORE INTO revoked VALUES (?, ?, ?, ?, ?, ?)");
  const advance = database.prepare("UPDATE list SET number = MAX(number + 1, ?) RETURNING number");
  const listNumber = database.prepare("SELECT number FROM list");
  const listRevoked = database.prepare(
    `SELECT serial, site, node, reason, revoked_at_ms AS revokedAtMs, expires_at_ms AS expiresAtMs FROM revoked
     WHERE expires_at_ms > ? ORDER BY revoked_at_ms, serial`,
  );
  return {
    invitations: openInvitationTable(database),
    addIssued: ({ serial, site, node, hosts, issuedAtMs, expiresAtMs }) =>
      void add.run(serial, site, node, JSON.stringify(hosts), Math.trunc(issuedAtMs), Math.trunc(expiresAtMs)),
    issued: (nowMs, node) =>
      plain<Omit<IssuedCertificate, "hosts"> & { hosts: string }>(list.all(nowMs, node ?? null, node ?? null)).map(
        ({ hosts, ...rest }) => ({ ...rest, hosts: JSON.parse(hosts) as string[] }),
      ),
    listNumber: () => (listNumber.get() as { number: number }).number,
    addRevoked: (entries, atLeast) =>
      file.atomically(() => {
        for (const { serial, site, node, reason, revokedAtMs, expiresAtMs } of entries) {
          revoke.run(serial, site, node, reason, Math.trunc(revokedAtMs), Math.trunc(expiresAtMs));
        }
        return (advance.get(atLeast) as { number: number }).number;
      }),
    revoked: (nowMs, star) =>
      plain<Omit<RevokedCertificate, "star">>(listRevoked.all(nowMs)).map((entry) => ({ ...entry, star })),
    close: () => database.close(),
  };
}

/** Rows come without a prototype. */
function plain<Row>(rows: readonly object[]): readonly Row[] {
  return rows.map((row) => ({ ...row }) as Row);
}
