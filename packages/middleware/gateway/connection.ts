import { type AgentOptions, type ClientRequest, Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent, type AgentOptions as TlsAgentOptions } from "node:https";
import type { Socket } from "node:net";

/** Sockets over which something could be sent: connected, and secured where they should be. */
const ready = new WeakSet<Socket>();

/** What a socket had moved when it was last asked. */
const seen = new WeakMap<Socket, { sent: number; received: number }>();

export function plainAgent(options: AgentOptions): HttpAgent {
  return notingWhenReady(new HttpAgent(options), "connect");
}

export function tlsAgent(options: TlsAgentOptions): HttpsAgent {
  return notingWhenReady(new HttpsAgent(options), "secureConnect");
}

/** Whether the request has a connection, over which some of it may have been sent. */
export function isConnected({ socket }: ClientRequest): boolean {
  return socket !== null && ready.has(socket);
}

/** Bytes that a connection has moved since this was last asked. */
export function movedBytes(socket: Socket): { readonly sent: number; readonly received: number } {
  const before = seen.get(socket) ?? { sent: 0, received: 0 };
  const now = { sent: socket.bytesWritten, received: socket.bytesRead };
  seen.set(socket, now);
  return { sent: now.sent - before.sent, received: now.received - before.received };
}

function notingWhenReady<Agent extends HttpAgent>(agent: Agent, event: string): Agent {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const stream = create(options, callback);
    stream?.once(event, () => ready.add(stream as Socket));
    return stream;
  };
  return agent;
}
