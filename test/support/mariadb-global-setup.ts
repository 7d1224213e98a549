import { createServer } from "node:net";
import type { TestProject } from "vitest/node";
import { type Mariadb, startMariadb } from "../../rig/mariadb.ts";
import { createRoom } from "../../rig/process/room.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A socket of the run's main process: whoever connects is told the address of the shared MariaDB. */
    readonly mariadbDoor: string;
  }
}

/** Opens a door at which test files ask for the shared MariaDB. It starts when the first one asks, and ends with the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const room = createRoom("door");
  let mariadb: Promise<Mariadb> | undefined;
  const server = createServer({ allowHalfOpen: true }, async (socket) => {
    socket.on("error", () => {});
    try {
      mariadb ??= startMariadb();
      const { host, port, socketPath, user, password } = await mariadb;
      socket.end(JSON.stringify({ host, port, socketPath, user, password }));
    } catch (error) {
      socket.end(JSON.stringify({ failure: error instanceof Error ? error.message : String(error) }));
    }
  });
  await new Promise<void>((resolve) => server.listen(room.file("door"), resolve));
  project.provide("mariadbDoor", room.file("door"));
  return async () => {
    server.close();
    await mariadb?.then(
      (running) => running.stop(),
      () => {},
    );
    room.remove();
  };
}
