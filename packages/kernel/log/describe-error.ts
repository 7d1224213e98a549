import { MultisiteError } from "../errors/index.ts";

/** What a log line says of an error. */
export interface ErrorDescription {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  readonly detail?: string;
  readonly stack?: string;
  readonly cause?: ErrorDescription;
}

const MAX_DEPTH = 5;

/**
 * Only what is known to be fit for a log: drivers hang the whole statement with its values on their errors, and quote values in
 * their messages.
 */
export function describeError(thrown: unknown, depth = 0): ErrorDescription {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: "something that is not an Error was thrown" };
  const { code, errno, cause } = thrown as Error & { code?: unknown; errno?: unknown };
  const known = typeof code === "string" || typeof code === "number" ? code : errno;
  return {
    type: thrown.name,
    message: isDriverError(thrown) ? hideQuoted(thrown.message) : thrown.message,
    ...(typeof known === "string" || typeof known === "number" ? { code: known } : {}),
    ...(thrown instanceof MultisiteError && thrown.detail !== undefined ? { detail: thrown.detail } : {}),
    ...(thrown.stack === undefined ? {} : { stack: framesOf(thrown.stack) }),
    ...(cause === undefined || depth >= MAX_DEPTH ? {} : { cause: describeError(cause, depth + 1) }),
  };
}

function isDriverError(thrown: Error): boolean {
  return "sqlMessage" in thrown || "sqlState" in thrown || "errcode" in thrown || thrown instanceof SyntaxError;
}

function hideQuoted(message: string): string {
  return message.replaceAll(/'[^']*'/g, "'…'").replaceAll(/"[^"]*"/g, '"…"');
}

/** The stack without the message that it begins with. */
function framesOf(stack: string): string {
  return stack
    .split("\n")
    .filter((line) => line.startsWith("    at "))
    .join("\n");
}
