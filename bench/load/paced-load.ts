import { Agent, type RequestOptions, request } from "node:http";
import { performance } from "node:perf_hooks";

/** Requests in a steady pace, whatever becomes of those before. */
export interface PacedLoad {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly perSecond: number;
  readonly durationMs: number;
}

export interface PacedResult {
  readonly sent: number;
  /** Anything but a whole answer of 200. */
  readonly failed: number;
  /** Longest time in which no request succeeded. */
  readonly longestGapMs: number;
  readonly slowestMs: number;
}

export async function sendPaced({ port, path, headers, perSecond, durationMs }: PacedLoad): Promise<PacedResult> {
  const agent = new Agent({ keepAlive: true });
  const underWay: Promise<void>[] = [];
  let failed = 0;
  let slowestMs = 0;
  let longestGapMs = 0;
  let lastSuccessMs = performance.now();
  const endMs = lastSuccessMs + durationMs;
  while (performance.now() < endMs) {
    const startedMs = performance.now();
    underWay.push(
      sendOne({ agent, host: "127.0.0.1", port, path, headers }).then((ok) => {
        const nowMs = performance.now();
        slowestMs = Math.max(slowestMs, nowMs - startedMs);
        if (!ok) failed++;
        else {
          longestGapMs = Math.max(longestGapMs, nowMs - lastSuccessMs);
          lastSuccessMs = nowMs;
        }
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 1000 / perSecond));
  }
  await Promise.all(underWay);
  agent.destroy();
  return { sent: underWay.length, failed, longestGapMs, slowestMs };
}

function sendOne(options: RequestOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const outgoing = request(options, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode === 200 && answer.complete));
      answer.on("error", () => resolve(false));
    });
    outgoing.on("error", () => resolve(false));
    outgoing.end();
  });
}
