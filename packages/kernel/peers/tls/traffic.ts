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
  const counts = new Map<string, Bytes & { readonly node: string; readonly subject: string }>();
  const sockets = new Map<Socket, string>();
  /** Of sockets that are no more, by node. */
  const closed = new Map<string, Bytes>();

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
        addTo(closed, node, socket.bytesWritten, socket.bytesRead);
      });
    },
    count: (node, subject, { sent, received }) => add(node, subject, onTheWire(sent), onTheWire(received)),
    all() {
      const onSockets = new Map([...closed].map(([node, bytes]) => [node, { ...bytes }]));
      for (const [{ bytesWritten, bytesRead }, node] of sockets) addTo(onSockets, node, bytesWritten, bytesRead);
      return [...onSockets].flatMap(([node, total]) => {
        const rows = [...counts.values()].filter((row) => row.node === node);
        // The sum over all subjects of a node is what its sockets counted; where messages shared a record, the estimate is too high.
        const sent = share(
          rows.map((row) => row.sentBytes),
          total.sentBytes,
        );
        const received = share(
          rows.map((row) => row.receivedBytes),
          total.receivedBytes,
        );
        return [
          ...rows.map(({ subject }, at) => ({
            node,
            subject,
            sentBytes: sent.parts[at] as number,
            receivedBytes: received.parts[at] as number,
          })),
          { node, subject: LINK_SUBJECT, sentBytes: sent.rest, receivedBytes: received.rest },
        ];
      });
    },
  };
}

interface Bytes {
  sentBytes: number;
  receivedBytes: number;
}

function addTo(counts: Map<string, Bytes>, key: string, sentBytes: number, receivedBytes: number): void {
  const count = counts.get(key);
  counts.set(key, {
    sentBytes: (count?.sentBytes ?? 0) + sentBytes,
    receivedBytes: (count?.receivedBytes ?? 0) + receivedBytes,
  });
}

/** The estimates, made smaller where their sum is more than the total, and what is left of it. */
function share(estimates: readonly number[], total: number): { readonly parts: readonly number[]; readonly rest: number } {
  const sum = estimates.reduce((all, each) => all + each, 0);
  const scale = sum > total ? total / sum : 1;
  const parts = estimates.map((each) => Math.floor(each * scale));
  return { parts, rest: total - parts.reduce((all, each) => all + each, 0) };
}

function onTheWire(bodyBytes: number): number {
  if (bodyBytes === 0) return 0;
  return bodyBytes + MESSAGE_BYTES + Math.floor(bodyBytes / FRAME_BODY_BYTES) * FRAME_BYTES;
}
