import type { Log } from "../log/index.ts";

/**
 * Keeps a process alive over an error that nobody caught: it is logged, and what it belonged to is lost, but no other request.
 * Returns how to end this.
 */
export function guardProcess(log: Log): () => void {
  const note = (thrown: unknown): void => log.error({ err: thrown }, "an error was not caught");
  process.on("uncaughtException", note);
  process.on("unhandledRejection", note);
  return () => {
    process.off("uncaughtException", note);
    process.off("unhandledRejection", note);
  };
}
