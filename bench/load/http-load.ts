import { connect, type Socket } from "node:net";
import { performance } from "node:perf_hooks";

/** A closed loop: each connection sends its next request when the answer to the last one is there. */
export interface Load {
  readonly port: number;
  readonly connections: number;
  /** Ends by time, or when `nextRequest` gives undefined. */
  readonly durationMs: number;
  /** The bytes of the next request. */
  readonly nextRequest: () => string | undefined;
}

export interface LoadResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers by status; anything but what was expected spoils a measurement. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** Sends a load over raw sockets, so that the client's own cost stays small on a machine with few cores. */
export async function sendLoad(load: Load): Promise<LoadResult> {
  const latenciesMs: number[] = [];
  const statuses: Record<string, number> = {};
  const startMs = performance.now();
  const endMs = startMs + load.durationMs;
  const record = (status: string, latencyMs: number): void => {
    latenciesMs.push(latencyMs);
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  await Promise.all(Array.from({ length: load.connections }, () => runConnection(load, endMs, record)));
  const elapsedSeconds = (performance.now() - startMs) / 1000;
  latenciesMs.sort((left, right) => left - right);
  const quantile = (share: number): number =>
    latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))] ?? 0;
  return {
    requests: latenciesMs.length,
    requestsPerSecond: latenciesMs.length / elapsedSeconds,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    statuses,
  };
}

function runConnection(load: Load, endMs: number, record: (status: string, latencyMs: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port: load.port, host: "127.0.0.1", noDelay: true });
    let received = "";
    let sentMs = 0;
    const sendNext = (): void => {
      const request = performance.now() < endMs ? load.nextRequest() : undefined;
      if (request === undefined) {
        socket.destroy();
        resolve();
        return;
      }
      received = "";
      sentMs = performance.now();
      socket.write(request, "latin1");
    };
    socket.on("connect", sendNext);
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      const headEnd = received.indexOf("\r\n\r\n");
      if (headEnd < 0) return;
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(received.slice(0, headEnd))?.[1] ?? 0);
      if (received.length < headEnd + 4 + length) return;
      record(received.slice(9, 12), performance.now() - sentMs);
      // A server that closes after its answer (uWSGI without keep-alive) needs a new connection.
      if (/\r\nconnection: *close/i.test(received.slice(0, headEnd))) {
        socket.destroy();
        runConnection(load, endMs, record).then(resolve, reject);
        return;
      }
      sendNext();
    });
  });
}

/** The bytes of a validation of `subjectToken` by the caller of `callerToken`. */
export function validationRequest(callerToken: string, subjectToken: string): string {
  return (
    `GET /v3/auth/tokens HTTP/1.1\r\nHost: bench\r\nX-Auth-Token: ${callerToken}\r\n` +
    `X-Subject-Token: ${subjectToken}\r\nAccept: application/json\r\n\r\n`
  );
}
