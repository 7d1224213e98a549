export { loadedFromBoard } from "./loaded.ts";
export { type IsProcessAlive, isProcessAlive } from "./process.ts";
export { forgetDeadVerifiers, readReports, type VerifierReport } from "./reports.ts";
