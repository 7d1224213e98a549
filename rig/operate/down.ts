import { rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { removeStaleNamespaces } from "../network/names.ts";
import { processesNaming } from "../process/naming.ts";
import { documentFile, logFile, readState, roomsDirectory, socketFile, stateFile } from "./state.ts";

const PATIENCE_MS = 60_000;

/** Ends the supervisor and with it all sites, and removes what a killed one left. */
export async function down(): Promise<number> {
  const state = readState();
  if (state === undefined) {
    removeLeftovers();
    console.error("No sites are up.");
    return 0;
  }
  console.error(`Stopping ${state.sites.map(({ name }) => name).join(", ") || "what is coming up"} ...`);
  const startedMs = performance.now();
  process.kill(state.supervisor.pid, "SIGTERM");
  while (readState() !== undefined) {
    if (performance.now() - startedMs > PATIENCE_MS) {
      console.error(`The supervisor (process ${state.supervisor.pid}) does not end; its log is ${logFile}`);
      return 1;
    }
    await delay(100);
  }
  // Of a rig that was coming up: they end with their parent, but not at once.
  while (processesNaming(roomsDirectory).length > 0 && performance.now() - startedMs < PATIENCE_MS) await delay(200);
  removeLeftovers();
  console.error(`Stopped in ${((performance.now() - startedMs) / 1000).toFixed(0)} s; nothing is left.`);
  return 0;
}

/** Only to be called while no supervisor lives. */
export function removeLeftovers(): void {
  removeStaleNamespaces();
  for (const left of [roomsDirectory, documentFile, socketFile, stateFile, logFile])
    rmSync(left, { recursive: true, force: true });
}
