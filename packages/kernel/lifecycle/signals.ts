/** What a running service can be told by signals. */
export interface Signalled {
  stop(): Promise<void>;
  /** Opens log and audit files again, after they were moved away. */
  reopen(): void;
}

/**
 * Runs until SIGTERM or SIGINT has stopped the service; SIGHUP reopens its files. A second SIGINT or SIGTERM ends the process
 * at once.
 */
export async function runUntilSignal(service: Signalled): Promise<void> {
  const reopen = (): void => service.reopen();
  process.on("SIGHUP", reopen);
  await new Promise<void>((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
  });
  const endNow = (): never => process.exit(130);
  process.on("SIGTERM", endNow);
  process.on("SIGINT", endNow);
  await service.stop();
  process.off("SIGHUP", reopen);
  process.off("SIGTERM", endNow);
  process.off("SIGINT", endNow);
}
