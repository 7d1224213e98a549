import { MultisiteError, messageOf } from "../errors/index.ts";
import type { SqlLocation } from "./types.ts";

const UNREACHABLE: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "ENOENT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ECONNRESET",
  "PROTOCOL_CONNECTION_LOST",
]);

/** What the first use of a database failed for, in one sentence that says what to do; anything else as it was thrown. */
export function explainOpenFailure(thrown: unknown, location: SqlLocation): unknown {
  if (location.kind === "sqlite" || !(thrown instanceof Error) || thrown instanceof MultisiteError) return thrown;
  const { code, errno } = thrown as Error & { code?: unknown; errno?: unknown };
  const { user, database } = location;
  const server = `MariaDB at ${location.socketPath ?? `${location.host}:${location.port}`}`;
  const options = { cause: thrown, detail: messageOf(thrown) };
  if (UNREACHABLE.has(code)) {
    return new MultisiteError(
      "kernel.sql.unreachable",
      `${server} does not answer (${code}); check that it runs, and the network in between.`,
      options,
    );
  }
  switch (errno) {
    case 1045:
    case 1698:
      return new MultisiteError(
        "kernel.sql.login",
        `${server} refuses the login of ${user}; check user and password in the database URL.`,
        options,
      );
    case 1044:
    case 1142:
      return new MultisiteError(
        "kernel.sql.rights",
        `${server} does not let ${user} read the database ${database}; grant it (GRANT SELECT, INSERT, UPDATE, DELETE), or correct the database's name in the URL.`,
        options,
      );
    case 1049:
      return new MultisiteError(
        "kernel.sql.missing",
        `${server} has no database ${database}; create it, or correct the database URL.`,
        options,
      );
    case 1040:
    case 1203:
      return new MultisiteError(
        "kernel.sql.full",
        `${server} takes no more connections; raise its max_connections, or lower [database] max_pool_size.`,
        options,
      );
    default:
      return thrown;
  }
}
