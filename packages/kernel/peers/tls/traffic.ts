import type { Socket } from "node:net";
import type { PeerTraffic } from "../types.ts";

/** What no subject is charged with: handshakes, settings, acknowledgements of them, and what the estimate of the others misses. */
const LINK_SUBJECT = "link";

/** Counts bytes as they are on the wire (TLS records and all, without TCP and IP headers). */
export interface TrafficCount {
  /** A connection with the node, of either direction. */
  follow(node: string, socket: Socket): void;
  /** Bodies of one question and its answer; the estimate of what carries them is added. */
  count(node: string, subject: string, bodies: { readonly sent: number; readonly received: number }): void;
  all(): readonly PeerTraffic[];
}

/** TLS record 22, HEADERS frame with known names about 15, DATA frame 9; measured: a question of 10 bytes is 57. */
const MESSAGE_BYTES = 46;
/** Frame and record of each further 16 KiB. */
const FRAME_BYTES = 31;
const FRAME_BODY_BYTES = 16_384;

export function createTrafficCount(): TrafficCount {
  const counts = new Map<string, { node: string; subject: string; sentBytes: number; receivedBytes: number }>();
  const sockets = new Map<Socket, string>();

  function add(node: string, subject: string, sentBytes: number, receivedBytes: number): void {
    const key = `${node} ${subject}`;
    const count = counts.get(key) ?? { node, subject, sentBytes: 0, receivedBytes: 0 };
    count.sentBytes += sentBytes;
    count.receivedBytes += receivedBytes;
    counts.set(key, count);
  }

  return {
    follow(node, socket) {
      if (sockets.has(socket)) return;
      sockets.set(socket, node);
      socket.once("close", () => {
        sockets.delete(socket);
        add(node, LINK_SUBJECT, socket.bytesWritten, socket.bytesRead);
      });
    },
    count: (node, subject, { sent, received }) => add(node, subject, onTheWire(sent), onTheWire(received)),
    all() {
      const totals = new Map([...counts].map(([key, count]) => [key, { ...count }]));
      for (const [socket, node] of sockets) {
        const key = `${node} ${LINK_SUBJECT}`;
        const total = totals.get(key) ?? { node, subject: LINK_SUBJECT, sentBytes: 0, receivedBytes: 0 };
        total.sentBytes += socket.bytesWritten;
        total.receivedBytes += socket.bytesRead;
        totals.set(key, total);
      }
      // The sum over all subjects of a node is what its sockets counted.
      for (const { node, subject, sentBytes, receivedBytes } of counts.values()) {
        const rest = totals.get(`${node} ${LINK_SUBJECT}`);
        if (subject === LINK_SUBJECT || rest === undefined) continue;
        rest.sentBytes = Math.max(0, rest.sentBytes - sentBytes);
        rest.receivedBytes = Math.max(0, rest.receivedBytes - receivedBytes);
      }
      return [...totals.values()];
    },
  };
}

function onTheWire(bodyBytes: number): number {
  if (bodyBytes === 0) return 0;
  return bodyBytes + MESSAGE_BYTES + Math.floor(bodyBytes / FRAME_BODY_BYTES) * FRAME_BYTES;
}
