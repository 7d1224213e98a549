import { MultisiteError } from "../errors/index.ts";

/** No connection, or one that broke before the answer was whole. */
export function unreachable(url: string, cause: unknown): MultisiteError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  return new MultisiteError("kernel.transport.unreachable", `${new URL(url).origin} cannot be reached (${code}).`, { cause });
}

/** No whole answer in time. */
export function tooSlow(url: string, timeoutMs: number): MultisiteError {
  return new MultisiteError("kernel.transport.timeout", `${new URL(url).origin} did not answer within ${timeoutMs} ms.`);
}

/** Whether a request failed without an answer, so that another endpoint may be asked. */
export function isTransportFailure(thrown: unknown): thrown is MultisiteError {
  return thrown instanceof MultisiteError && thrown.code.startsWith("kernel.transport.");
}
