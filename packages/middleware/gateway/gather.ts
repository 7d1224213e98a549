import type { IncomingMessage } from "node:http";
import { headerOf } from "./headers.ts";

/** A body, whole or only its beginning. */
export interface GatheredBody {
  readonly body: Buffer;
  /** Length of the whole body, as the headers said it; undefined when they did not, or there is none. */
  readonly length: number | undefined;
  /** What follows `body`, paused; undefined when `body` is whole. */
  readonly rest: IncomingMessage | undefined;
}

const NOTHING = Buffer.alloc(0);

/** Gathers an answer's body until it is whole, or larger than `limit`. One that breaks off before is a failure. */
export function gatherBody(
  incoming: IncomingMessage,
  limit: number,
  fail: (thrown: Error) => void,
  done: (gathered: GatheredBody) => void,
): void {
  const said = headerOf(incoming.rawHeaders, "content-length");
  const length = said === undefined ? undefined : Number(said);
  const chunks: Buffer[] = [];
  let size = 0;
  const onData = (chunk: Buffer): void => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit) handOver();
  };
  const handOver = (): void => {
    incoming.off("data", onData);
    incoming.off("end", onEnd);
    incoming.pause();
    done({ body: joined(chunks), length, rest: incoming });
  };
  const onEnd = (): void => done({ body: joined(chunks), length, rest: undefined });
  incoming.on("error", fail);
  if (length !== undefined && length > limit) {
    handOver();
    return;
  }
  incoming.on("data", onData);
  incoming.on("end", onEnd);
}

function joined(chunks: readonly Buffer[]): Buffer {
  if (chunks.length === 0) return NOTHING;
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}
