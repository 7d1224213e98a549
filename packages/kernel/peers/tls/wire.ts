import { MultisiteError } from "../../errors/index.ts";

// A question is an HTTP/2 request and its answer the response: one connection carries many at the same time, headers that repeat cost
// a byte each, and a large body does not hold up the small ones. Bodies are not compressed: they carry secrets beside text that others
// choose, and the length of what is compressed together tells of both.
//
// A question has no number of its own against replay: TLS 1.3 (without early data, which is not used) takes every record once and in
// order, and nothing outlives a connection. What is asked again after a failure is the asker's decision.

/** Of the messages. Two nodes understand each other when theirs differ by one at most (design D10). */
export const PROTOCOL_VERSION = 1;
export const VERSION_HEADER = "x-multisite-version";

/** How an answer is meant. */
export const STATUS = { result: 200, refused: 403, failed: 500 } as const;

/** Of one question or answer. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** So much may be under way without an answer of the other end: 4 MiB fill 300 Mbit/s at a round trip of 100 ms. */
export const WINDOW_BYTES = 4 * 1024 * 1024;
export const SESSION_MEMORY_MB = 128;
export const KEEP_ALIVE_MS = 15_000;

/** In brackets, so that no part of a body is a body: what a broken connection cut off is never taken for the whole. */
export function encodeBody(body: unknown): string {
  return `[${JSON.stringify(body ?? null) ?? "null"}]`;
}

/** @throws SyntaxError when it is not whole */
export function decodeBody(text: string): unknown {
  const read = JSON.parse(text) as unknown;
  if (!Array.isArray(read) || read.length !== 1) throw new SyntaxError("A body is one value in brackets.");
  return read[0];
}

/** Where a subject is asked. */
export function pathOf(subject: string): string {
  return `/${encodeURIComponent(subject)}`;
}

/** Empty for a path that none has. */
export function subjectOf(path: string | undefined): string {
  try {
    return decodeURIComponent((path ?? "").slice(1));
  } catch {
    return "";
  }
}

/** Undefined when both versions go together, else why not. */
export function versionProblem(theirs: unknown, ours: number): string | undefined {
  const number = Number(theirs);
  if (theirs === undefined || !Number.isSafeInteger(number)) return "it does not say which version of the messages it speaks.";
  if (Math.abs(number - ours) <= 1) return undefined;
  return `it speaks version ${number} of the messages and this node ${ours}; only versions next to each other work together, so bring the older one up step by step.`;
}

/** What a handler threw, as it crosses to the asker; what was not meant for others stays here. */
export function encodeError(thrown: unknown, node: string): { readonly code: string; readonly message: string } {
  if (thrown instanceof MultisiteError) return { code: thrown.code, message: thrown.message };
  return { code: "kernel.peers.failed", message: `The node ${node} failed; its log says why.` };
}

export function decodeError(body: unknown): MultisiteError {
  const { code, message } = (body ?? {}) as { code?: unknown; message?: unknown };
  return typeof code === "string" && typeof message === "string"
    ? new MultisiteError(code, message)
    : new MultisiteError(
        "kernel.peers.failed",
        "The other node failed, and told of it in a way that this version does not know.",
      );
}
