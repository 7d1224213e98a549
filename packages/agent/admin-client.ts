import { type IncomingMessage, request } from "node:http";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";

/** Asks the agent of this host, as its operator. */
export interface AdminClient {
  /**
   * @throws MultisiteError `agent.admin.unreachable`, or what the agent refused with
   */
  ask(method: "GET" | "POST", path: string, body?: object): Promise<unknown>;
}

/** @param socketPath of the node's home (`starHome(...).adminSocket`) */
export function createAdminClient(socketPath: string): AdminClient {
  return {
    async ask(method, path, body) {
      const answer = await exchange(socketPath, method, path, body === undefined ? undefined : JSON.stringify(body));
      const parsed = JSON.parse(answer.text) as { readonly error?: { readonly code: string; readonly message: string } };
      if (answer.status >= 400) throw new MultisiteError(parsed.error?.code ?? "agent.admin.failed", parsed.error?.message ?? "");
      return parsed;
    },
  };
}

function exchange(
  socketPath: string,
  method: string,
  path: string,
  text: string | undefined,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void =>
      reject(new MultisiteError("agent.admin.unreachable", `No agent answers at ${socketPath}: ${messageOf(cause)}.`, { cause }));
    const headers = text === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
    const outgoing = request({ socketPath, method, path, headers, agent: false }, (incoming: IncomingMessage) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", fail);
      incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }));
    });
    outgoing.on("error", fail);
    outgoing.end(text);
  });
}
