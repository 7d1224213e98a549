import { connect } from "node:net";

/** What came back on a connection until the server ended it, or until `enough` said so. */
export async function exchangeBytes(
  port: number,
  pieces: readonly (string | Buffer)[],
  { enough = () => false, endAfter = false }: { enough?: (received: string) => boolean; endAfter?: boolean } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let received = "";
    const done = (): void => {
      socket.destroy();
      resolve(received);
    };
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
      if (enough(received)) done();
    });
    socket.on("close", done);
    // A server that has seen enough may end a connection that still sends; what it said before counts.
    socket.on("error", (thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== "ECONNRESET" && thrown.code !== "EPIPE") reject(thrown);
    });
    socket.on("connect", () => {
      for (const piece of pieces) socket.write(typeof piece === "string" ? Buffer.from(piece, "latin1") : piece);
      if (endAfter) socket.end();
    });
  });
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The answers in what was received, one after the other, as their lengths divide them. */
export function readAnswers(received: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = received;
  while (rest !== "") {
    const end = rest.indexOf("\r\n\r\n");
    const [statusLine = "", ...lines] = rest.slice(0, end).split("\r\n");
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
    );
    const length = Number(headers["content-length"] ?? 0);
    answers.push({ status: Number(statusLine.split(" ")[1]), headers, text: rest.slice(end + 4, end + 4 + length) });
    rest = rest.slice(end + 4 + length);
  }
  return answers;
}
