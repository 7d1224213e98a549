export { kernelErrorCatalogue } from "./catalogue.ts";

/** One row of a service's error catalogue: a stable code, what the user should do, and where it applies. */
export interface ErrorEntry {
  /** Stable, dotted, never reused: `identity.key_repository.empty`. */
  readonly code: string;
  /** When it happens and what to do about it; becomes the generated error table. */
  readonly remedy: string;
  /** Exit code of a command, or HTTP status of a service, that ends with this error. */
  readonly status?: number;
}

/**
 * An error with three faces: `code` is stable for machines, `message` is public and says what to do, `detail` is private
 * and goes to the log only.
 */
export class MultisiteError extends Error {
  readonly code: string;
  readonly detail: string | undefined;

  constructor(code: string, message: string, options: { detail?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "MultisiteError";
    this.code = code;
    this.detail = options.detail;
  }
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
