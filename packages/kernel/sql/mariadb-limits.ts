import type { Pool, PoolConnection } from "mysql2";

/** How long a MariaDB is waited for; real time, like the driver's own. */
export interface MariadbLimits {
  /** Until a connection is there, whether it must be made or others hold all of them. */
  readonly connectionMs: number;
  /** Until a statement is answered; unset waits forever, as a command may that moves whole tables. */
  readonly statementMs?: number;
}

type Take = (error: Error | null, connection?: PoolConnection) => void;
type Done = (thrown: unknown, ...results: unknown[]) => void;
type Send = (sql: string, parameters: unknown, done?: Done) => unknown;

/** Whoever asks the pool for a connection gets one, or an error, in time; without this the pool's queue waits forever. */
export function limitWaiting(pool: Pool, { connectionMs }: MariadbLimits): void {
  const methods = pool as unknown as { getConnection(take: Take): void };
  const getConnection = methods.getConnection.bind(pool);
  methods.getConnection = (take) => {
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      take(lateError("CONNECTION_TIMEOUT", `no connection within ${connectionMs} ms`));
    }, connectionMs);
    getConnection((error, connection) => {
      if (isOver) return connection?.release();
      clearTimeout(timer);
      take(error, connection);
    });
  };
}

/**
 * Ends a statement that is not answered in time, together with its connection: nobody knows what state that is in. What a
 * transaction had done is undone by the server, which notices that its client is gone.
 */
export function limitStatements(connection: PoolConnection, { statementMs }: MariadbLimits): void {
  if (statementMs === undefined) return;
  const methods = connection as unknown as { query: Send; execute: Send; stream: { destroy(): void } };
  for (const name of ["query", "execute"] as const) {
    const send: Send = methods[name].bind(connection);
    methods[name] = (sql, parameters, done) => {
      if (!done) return send(sql, parameters);
      let isOver = false;
      const timer = setTimeout(() => {
        isOver = true;
        connection.destroy();
        methods.stream.destroy();
        done(lateError("STATEMENT_TIMEOUT", `no answer to a statement within ${statementMs} ms`));
      }, statementMs);
      return send(sql, parameters, (thrown, ...results) => {
        if (isOver) return;
        clearTimeout(timer);
        done(thrown, ...results);
      });
    };
  }
}

/** Of the same shape as the driver's own errors of a connection that is lost. */
function lateError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code, fatal: true });
}
