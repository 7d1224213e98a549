import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from "node:http2";
import { readBody } from "./body.ts";
import { pathOf, VERSION_HEADER } from "./wire.ts";

export interface RawAnswer {
  readonly head: IncomingHttpHeaders;
  readonly text: string;
}

/** @throws Error when the connection is closed */
export function startQuestion(session: ClientHttp2Session, subject: string, body: string, version: number): ClientHttp2Stream {
  const stream = session.request({ ":method": "POST", ":path": pathOf(subject), [VERSION_HEADER]: String(version) });
  stream.end(body);
  return stream;
}

/** @throws Error when the connection breaks, BodyTooLong */
export async function readAnswer(stream: ClientHttp2Stream, maxBodyBytes: number): Promise<RawAnswer> {
  const [head, text] = await Promise.all([headersOf(stream), readBody(stream, maxBodyBytes)]);
  return { head, text };
}

function headersOf(stream: ClientHttp2Stream): Promise<IncomingHttpHeaders> {
  return new Promise((resolve, reject) => {
    stream.once("response", resolve);
    stream.once("error", reject);
    stream.once("close", () => reject(new Error(`The stream was closed (${stream.rstCode}).`)));
  });
}
