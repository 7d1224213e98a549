import { type Connection, type ConnectionOptions, createConnection } from "mysql2/promise";
import { Secret } from "../secret/index.ts";
import type { RawRow } from "./types.ts";

/** Where a MariaDB server is, and who asks; no database is chosen. A socket goes before host and port. */
export interface MariadbServerLocation {
  readonly host: string;
  readonly port: number;
  readonly socketPath?: string;
  readonly user: string;
  readonly password: Secret | string;
  /** Mutual TLS: texts of the PEM files. The server's certificate must be of this authority, whatever name it bears. */
  readonly tls?: { readonly ca: string; readonly certificate: string; readonly key: Secret | string };
}

/**
 * One session of a server, for statements about the server itself. It is opened by the first statement and opened again after it
 * was lost; statements run one after the other, so whoever waits in one takes a connection of its own.
 */
export interface MariadbConnection {
  /** Sends one statement. With `timeoutMs` the connection is given up when no answer came by then. */
  all(
    sql: string,
    parameters?: readonly (string | number | null)[],
    options?: { readonly timeoutMs?: number },
  ): Promise<RawRow[]>;
  close(): Promise<void>;
}

/** How long is waited for a connection, and for the answer to a statement that does not say itself. */
export interface ConnectionLimits {
  readonly connectionMs: number;
  readonly statementMs: number;
}

const LIMITS: ConnectionLimits = { connectionMs: 5000, statementMs: 10_000 };

export function openMariadbConnection(
  location: MariadbServerLocation,
  limits: Partial<ConnectionLimits> = {},
): MariadbConnection {
  const { connectionMs, statementMs } = { ...LIMITS, ...limits };
  let opened: Promise<Connection> | undefined;
  const forget = (lost: Promise<Connection> | undefined): void => {
    if (opened === lost) opened = undefined;
  };
  const open = (): Promise<Connection> => {
    const opening = createConnection({ ...connectionOptions(location), connectTimeout: connectionMs });
    opened = opening;
    opening.then(
      // The driver says here that the server has gone; without a listener that would end the process.
      (connection) => connection.on("error", () => forget(opening)),
      () => forget(opening),
    );
    return opening;
  };
  return {
    async all(sql, parameters = [], { timeoutMs = statementMs } = {}) {
      const used = opened ?? open();
      const connection = await used;
      try {
        const [rows] = await connection.query({ sql, values: [...parameters], timeout: timeoutMs });
        return Array.isArray(rows) ? (rows as RawRow[]) : [];
      } catch (thrown) {
        if (isLost(thrown)) {
          forget(used);
          connection.destroy();
        }
        throw thrown;
      }
    },
    async close() {
      const last = opened;
      opened = undefined;
      const connection = await last?.catch(() => undefined);
      await connection?.end().catch(() => connection.destroy());
    },
  };
}

function connectionOptions({ host, port, socketPath, user, password, tls }: MariadbServerLocation): ConnectionOptions {
  return {
    ...(socketPath === undefined ? { host, port } : { socketPath }),
    user,
    password: reveal(password),
    charset: "utf8mb4",
    dateStrings: true,
    timezone: "Z",
    supportBigNumbers: true,
    ...(tls === undefined
      ? {}
      : { ssl: { ca: tls.ca, cert: tls.certificate, key: reveal(tls.key), rejectUnauthorized: true, verifyIdentity: false } }),
  };
}

function reveal(text: Secret | string): string {
  return text instanceof Secret ? text.reveal() : text;
}

/** The server says with these that the session has ended or is about to: shutting down, killed. */
const ENDING: ReadonlySet<unknown> = new Set([1053, 1317, 1927]);

/** After anything but the server's own answer nobody knows what state the session is in. */
function isLost(thrown: unknown): boolean {
  const { sqlState, errno } = thrown as { sqlState?: unknown; errno?: unknown };
  return sqlState === undefined || ENDING.has(errno);
}
