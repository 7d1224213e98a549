import cluster, { type Worker } from "node:cluster";
import type { Clock } from "../clock/index.ts";
import { MultisiteError } from "../errors/index.ts";
import type { Log } from "../log/index.ts";
import { createAnnouncements } from "./announcements.ts";
import { type BackOff, createBackOff } from "./back-off.ts";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

export interface WorkerGroupOptions {
  /** File that calls {@link file://./worker-seat.ts}. */
  readonly script: string;
  readonly count: number;
  /** Handed to every worker over its private channel; plain data. */
  readonly start: unknown;
  readonly clock: Clock;
  readonly log: Log;
  /** A worker that has not noticed a change by then is killed and replaced. */
  readonly noticeLimitMs: number;
  /** A worker that has not ended this long after it was told to is killed. */
  readonly stopLimitMs: number;
}

/** Several processes that share one port, and tell each other of changes before they are answered. */
export interface WorkerGroup {
  readonly port: number;
  /** One answer from each worker that gives one in a second. */
  ask(question: string): Promise<unknown[]>;
  tell(word: string): void;
  stop(): Promise<void>;
}

interface Seat {
  readonly number: number;
  readonly backOff: BackOff;
  worker?: Worker;
  /** From when it is counted on to notice changes. */
  joined: boolean;
}

const ASK_LIMIT_MS = 1000;
/** A worker that ran this long begins with a short delay again when it dies. */
const STABLE_MS = 60_000;

/**
 * Starts `count` workers and keeps that many running. Fails when one of them cannot begin, with that worker's own words; a
 * worker that dies later is replaced, first after 100 ms, then after twice as long each time, at most 30 s.
 */
export async function startWorkerGroup(options: WorkerGroupOptions): Promise<WorkerGroup> {
  const { clock, log, count } = options;
  cluster.setupPrimary({ exec: options.script, args: [], serialization: "json" });
  const seats: Seat[] = Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    backOff: createBackOff(100, 30_000),
    joined: false,
  }));
  const begun = Promise.withResolvers<number>();
  const answers = new Map<number, Map<Seat, (value: unknown) => void>>();
  const announcements = createAnnouncements<Seat>({
    clock,
    limitMs: options.noticeLimitMs,
    tell: (seat, id) => send(seat, { kind: "changed", id }),
    kill(seat) {
      log.error({ worker: seat.number, pid: seat.worker?.process.pid }, "worker did not notice a change in time; killing it");
      seat.worker?.process.kill("SIGKILL");
    },
  });
  let readyCount = 0;
  let isUp = false;
  let stopping = false;
  let lastQuestion = 0;

  function send(seat: Seat, message: ToWorker): void {
    if (seat.worker?.isConnected()) seat.worker.send(message, () => {});
  }

  function launch(seat: Seat): void {
    const worker = cluster.fork();
    const startedMs = clock.monotonicMs();
    seat.worker = worker;
    worker.on("message", (message: FromWorker) => receive(seat, message));
    worker.on("error", (thrown) => log.error({ worker: seat.number, err: thrown }, "worker channel failed"));
    worker.on("exit", (code, signal) => {
      seat.joined = false;
      announcements.leave(seat);
      for (const waiting of answers.values()) waiting.get(seat)?.(undefined);
      if (clock.monotonicMs() - startedMs > STABLE_MS) seat.backOff.reset();
      void replace(seat, { code, signal });
    });
    send(seat, { kind: "start", number: seat.number, start: options.start });
  }

  async function replace(seat: Seat, end: { code: number | null; signal: string | null }): Promise<void> {
    if (stopping) return;
    if (!isUp) {
      const ending = end.signal ?? `status ${end.code}`;
      begun.reject(
        new MultisiteError("kernel.lifecycle.worker_failed", `A worker process ended with ${ending} before it was ready.`),
      );
      return;
    }
    const delayMs = seat.backOff.nextMs();
    log.error({ worker: seat.number, ...end, restartInMs: delayMs }, "worker ended; starting another");
    await clock.sleep(delayMs);
    if (!stopping) launch(seat);
  }

  function receive(seat: Seat, message: FromWorker): void {
    switch (message.kind) {
      case "joining":
        seat.joined = true;
        send(seat, { kind: "joined" });
        break;
      case "ready":
        log.info({ worker: seat.number, pid: seat.worker?.process.pid, port: message.port }, "worker ready");
        if (++readyCount === count && !isUp) {
          isUp = true;
          begun.resolve(message.port);
        }
        break;
      case "failed":
        if (!isUp) begun.reject(new MultisiteError(message.code, message.message));
        else log.error({ worker: seat.number, code: message.code }, message.message);
        break;
      case "announce":
        announcements.begin(
          seats.filter((other) => other !== seat && other.joined),
          () => send(seat, { kind: "announced", id: message.id }),
        );
        break;
      case "noticed":
        announcements.noticed(seat, message.id);
        break;
      case "answer":
        answers.get(message.id)?.get(seat)?.(message.value);
        break;
    }
  }

  async function ask(question: string): Promise<unknown[]> {
    const id = ++lastQuestion;
    const waiting = new Map<Seat, (value: unknown) => void>();
    answers.set(id, waiting);
    const replies = seats
      .filter((seat) => seat.joined)
      .map((seat) => {
        const answered = new Promise<unknown>((resolve) => waiting.set(seat, resolve));
        send(seat, { kind: "ask", id, question });
        return Promise.race([answered, clock.sleep(ASK_LIMIT_MS)]);
      });
    const values = await Promise.all(replies);
    answers.delete(id);
    return values.filter((value) => value !== undefined);
  }

  async function stop(): Promise<void> {
    stopping = true;
    const ended = seats.map(async (seat) => {
      const { worker } = seat;
      if (!worker || worker.isDead()) return;
      const exited = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
      send(seat, { kind: "stop" });
      const limit = new AbortController();
      const late = clock.sleep(options.stopLimitMs, limit.signal).then(
        () => worker.process.kill("SIGKILL"),
        () => {},
      );
      await exited;
      limit.abort();
      await late;
    });
    await Promise.all(ended);
  }

  for (const seat of seats) launch(seat);
  try {
    const port = await begun.promise;
    const tell = (word: string): void => {
      for (const seat of seats) send(seat, { kind: "tell", word });
    };
    return { port, ask, tell, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}
