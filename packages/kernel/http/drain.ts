import type { Server } from "node:http";
import type { Clock } from "../clock/index.ts";

const IDLE_CHECK_MS = 20;

/**
 * Stops accepting, lets open requests finish for at most `graceMs`, then cuts what is left. Connections that are kept alive
 * are closed as soon as they are idle. True when every request could finish.
 */
export async function drainServer(server: Server, clock: Clock, graceMs: number): Promise<boolean> {
  if (!server.listening) return true;
  const closed = new Promise<true>((resolve) => server.close(() => resolve(true)));
  const stopClosing = clock.every(IDLE_CHECK_MS, () => server.closeIdleConnections());
  const giveUp = new AbortController();
  const late = clock.sleep(graceMs, giveUp.signal).then(
    () => false as const,
    () => false as const,
  );
  const inTime = await Promise.race([closed, late]);
  stopClosing();
  giveUp.abort();
  if (!inTime) server.closeAllConnections();
  await closed;
  return inTime;
}
