import { AsyncLocalStorage } from "node:async_hooks";
import type { ChangeMark } from "./types.ts";

/** A change of this process that its caller may have to wait for. */
export interface RecordedChange extends ChangeMark {
  readonly needsConfirmation: boolean;
}

interface Scope {
  newest: RecordedChange | undefined;
}

const scopes = new AsyncLocalStorage<Scope>();

/**
 * Runs one request's work, so that {@link recordedHere} tells which changes it made and not what others of the process did
 * meanwhile.
 */
export function withRecordedChanges<Result>(work: () => Result): Result {
  return scopes.run({ newest: undefined }, work);
}

/** The newest change of the work around; undefined when it changed nothing. */
export function recordedHere(): RecordedChange | undefined {
  return scopes.getStore()?.newest;
}

export function noteRecorded(change: RecordedChange): void {
  const scope = scopes.getStore();
  if (scope) scope.newest = change;
}
