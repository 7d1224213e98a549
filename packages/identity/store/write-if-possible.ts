import { withRecordedChanges } from "@multisite/kernel/changes";
import { MultisiteError } from "@multisite/kernel/errors";
import { isReadOnly } from "@multisite/kernel/sql";

/**
 * A write of what a fact says as well: left out where the database takes no writes, and not waited for until a standby has it.
 * Only other programs, such as a Keystone beside this service, miss it.
 */
export async function writeIfPossible(write: () => Promise<unknown>): Promise<void> {
  await withRecordedChanges(write).catch((thrown: unknown) => {
    if (!isReadOnly(thrown) && !isRefusedByGate(thrown)) throw thrown;
  });
}

/** The database is that of a writer which may not take writes now. */
function isRefusedByGate(thrown: unknown): boolean {
  return thrown instanceof MultisiteError && thrown.code === "kernel.changes.refused";
}
