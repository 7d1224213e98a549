import { Agent, type IncomingMessage, request } from "node:http";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import type { ForwardedAnswer, HostAgent } from "./types.ts";

/** The agent of this host as its identity processes ask it. */
export interface HostClient extends HostAgent {
  close(): void;
}

/** Asks over the unix socket; errors come with the code that the agent gave them. */
export function connectHostAgent(path: string): HostClient {
  // A change goes over a connection of its own: of one that was kept and fails it is not known whether the agent got the question.
  const fresh = new Agent({ keepAlive: false });
  const kept = new Agent({ keepAlive: true, maxSockets: 64 });

  function ask(agent: Agent, url: string, body: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const text = Buffer.from(JSON.stringify(body));
      const headers = { "content-type": "application/json", "content-length": text.length };
      let isConnected = false;
      const outgoing = request({ socketPath: path, agent, method: "POST", path: url, headers }, (answer) => {
        read(answer).then(resolve, (thrown) => reject(thrown instanceof MultisiteError ? thrown : lost(thrown)));
      });
      outgoing.on("socket", (socket) => {
        if (!socket.connecting) isConnected = true;
        else socket.once("connect", () => (isConnected = true));
      });
      outgoing.on("error", (thrown) => reject(isConnected ? lost(thrown) : away(path, thrown)));
      outgoing.end(text);
    });
  }

  return {
    forward: async (forwarded) => (await ask(fresh, "/forward", forwarded)) as ForwardedAnswer,
    async confirm(mark) {
      // To be asked twice does no harm.
      await ask(kept, "/confirm", mark).catch((thrown: unknown) => {
        if ((thrown as MultisiteError).code === "identity.star.write_unknown") return ask(fresh, "/confirm", mark);
        throw thrown;
      });
    },
    close() {
      fresh.destroy();
      kept.destroy();
    },
  };
}

async function read(answer: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { error?: { code: string; message: string } };
  if (answer.statusCode !== 200)
    throw new MultisiteError(body.error?.code ?? "identity.star.agent_failed", body.error?.message ?? "");
  return body;
}

function away(path: string, cause: Error): MultisiteError {
  const text = `The agent of this host does not answer at ${path}; start it. Until then nothing can be changed here.`;
  return new MultisiteError("identity.star.agent_away", text, { cause, detail: messageOf(cause) });
}

function lost(cause: unknown): MultisiteError {
  const text =
    "The agent of this host ended before it answered, so it is not known whether the change was made. Look, and make it again if not.";
  return new MultisiteError("identity.star.write_unknown", text, { cause, detail: messageOf(cause) });
}
