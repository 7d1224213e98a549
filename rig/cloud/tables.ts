import { writeFileSync } from "node:fs";
import { renderSettings } from "../oslo-config.ts";
import { debianEnvironment } from "../process/debian-environment.ts";
import { createRoom } from "../process/room.ts";
import { runOrThrow } from "../process/run.ts";

/** What makes a service's tables: a program, and its arguments after the configuration. */
export type Migration = readonly [program: string, ...args: string[]];

/** Makes a service's tables in an empty database; no other setting is read. Ten to twenty seconds. */
export async function createTables([program, ...args]: Migration, databaseUrl: string): Promise<void> {
  const room = createRoom(program);
  try {
    const configFile = room.file("database.conf");
    writeFileSync(configFile, renderSettings({ database: { connection: databaseUrl } }), { mode: 0o600 });
    const all = ["--config-file", configFile, ...args];
    await runOrThrow(`/usr/bin/${program}`, all, { env: { ...debianEnvironment, HOME: room.path }, timeoutMs: 240_000 });
  } finally {
    room.remove();
  }
}
