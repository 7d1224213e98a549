import type { Http2Stream } from "node:http2";

/** A body that is longer than what is taken. */
export class BodyTooLong extends Error {}

/** Reads the whole body of a question or an answer; ends early when it is too long, or the connection breaks. */
export function readBody(stream: Http2Stream, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let isWhole = false;
    stream.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) reject(new BodyTooLong());
      else chunks.push(chunk);
    });
    stream.once("end", () => {
      isWhole = true;
      resolve(Buffer.concat(chunks).toString("utf8"));
    });
    stream.once("error", reject);
    stream.once("close", () => {
      if (!isWhole) reject(new Error(`The stream was closed (${stream.rstCode}).`));
    });
  });
}
