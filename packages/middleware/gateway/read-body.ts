import type { IncomingMessage } from "node:http";

/** Whether a request says that a body follows. */
export function hasBody({ headers }: IncomingMessage): boolean {
  const { "content-length": length, "transfer-encoding": coding } = headers;
  return coding !== undefined || (length !== undefined && length !== "0");
}

/** Reads a request's body. `tooLarge` is called instead of `done` for one of more than `limit` bytes, and its rest is not kept. */
export function readBody(
  request: IncomingMessage,
  limit: number,
  { done, tooLarge }: { readonly done: (body: Buffer) => void; readonly tooLarge: () => void },
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else if (size - chunk.length <= limit) {
      chunks.length = 0;
      tooLarge();
    }
  });
  request.on("end", () => {
    if (size <= limit) done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
  });
  // A client that goes away before it has said everything has asked nothing.
  request.on("error", () => {});
}
