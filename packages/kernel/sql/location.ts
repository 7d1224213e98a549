import { MultisiteError } from "../errors/index.ts";
import type { SqlLocation } from "./types.ts";

const SQLITE = "sqlite:///";
const READ_ONLY = "?mode=ro";

/**
 * Reads a database URL as SQLAlchemy (and so keystone.conf) writes it. `?mode=ro` behind a SQLite file opens it for reading only.
 *
 * @example
 * parseSqlLocation("sqlite:////var/lib/multisite/identity.db");
 * parseSqlLocation("mysql+pymysql://keystone:secret@10.0.0.5:3306/keystone?charset=utf8");
 */
export function parseSqlLocation(url: string): SqlLocation {
  if (url.startsWith(SQLITE)) {
    const isReadOnly = url.endsWith(READ_ONLY);
    const path = url.slice(SQLITE.length, isReadOnly ? -READ_ONLY.length : undefined);
    return { kind: "sqlite", path, ...(isReadOnly ? { readOnly: true } : {}) };
  }
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^(mysql|mariadb)(\+\w+)?:$/.test(parsed.protocol)) {
    throw new MultisiteError(
      "kernel.sql.url",
      "The database URL is not understood; use sqlite:///PATH or mysql://USER:PASSWORD@HOST:PORT/DATABASE.",
    );
  }
  const socketPath = parsed.searchParams.get("unix_socket");
  return {
    kind: "mariadb",
    host: parsed.hostname || "127.0.0.1",
    port: parsed.port ? Number(parsed.port) : 3306,
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database: decodeURIComponent(parsed.pathname.slice(1)),
    ...(socketPath ? { socketPath } : {}),
  };
}

/** The URL of a location: the inverse of {@link parseSqlLocation}. */
export function formatSqlLocation(location: SqlLocation): string {
  if (location.kind === "sqlite") return `${SQLITE}${location.path}${location.readOnly ? READ_ONLY : ""}`;
  const { user, password, host, port, database, socketPath } = location;
  const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  const socket = socketPath === undefined ? "" : `?unix_socket=${encodeURIComponent(socketPath)}`;
  return `mysql://${credentials}@${host}:${port}/${encodeURIComponent(database)}${socket}`;
}
