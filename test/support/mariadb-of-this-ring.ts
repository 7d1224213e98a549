import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { createConnection } from "mysql2/promise";
import { inject } from "vitest";
import type { MariadbAddress } from "../../rig/mariadb.ts";

/** The one MariaDB that all tests of a run share; each test file makes databases of its own in it. */
export interface SharedMariadb {
  readonly address: MariadbAddress;
  execute(sql: string): Promise<void>;
}

let asked: Promise<SharedMariadb> | undefined;

/** Asks the run's main process for its MariaDB, which starts it for the first that asks (see mariadb-global-setup.ts). */
export function mariadbOfThisRing(): Promise<SharedMariadb> {
  asked ??= ask();
  return asked;
}

async function ask(): Promise<SharedMariadb> {
  const answer = await text(connect(inject("mariadbDoor")));
  const parsed = JSON.parse(answer) as MariadbAddress | { readonly failure: string };
  if ("failure" in parsed) throw new Error(`The shared MariaDB did not start: ${parsed.failure}`);
  return {
    address: parsed,
    async execute(sql) {
      const { socketPath, user, password } = parsed;
      const connection = await createConnection({ socketPath, user, password });
      try {
        await connection.query(sql);
      } finally {
        await connection.end();
      }
    },
  };
}
