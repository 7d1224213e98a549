import type { Clock } from "../clock/index.ts";
import { MultisiteError, messageOf } from "../errors/index.ts";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

/** A worker's place among its siblings. */
export interface WorkerSeat<Start> {
  /** What the first process handed over. */
  readonly start: Start;
  /** 1 for the first worker; a worker that replaces a dead one gets its number. */
  readonly number: number;
  /**
   * Tells the siblings that data has changed and returns when all of them have noticed or are gone. Concurrent calls share one
   * announcement that begins after each of them.
   */
  announce(): Promise<void>;
}

/** What a worker does for the group. */
export interface WorkerDuties<Start> {
  /** Prepares everything but listening. */
  prepare(seat: WorkerSeat<Start>): Promise<PreparedWorker>;
}

export interface PreparedWorker {
  /** Begins to accept and gives the port. Called once the group counts on this worker to notice changes. */
  listen(): Promise<number>;
  /** A sibling has changed data: what is derived from older data must not be used any more when this returns. */
  notice(): void;
  /** Answers a question of the first process, such as for metrics. */
  answer(question: string): Promise<unknown>;
  /** A word to all workers, such as "reopen". */
  tell(word: string): void;
  stop(): Promise<void>;
}

/** No announcement is waited for longer: the first process has then lost its way, and the data's own watch must do. */
const ANNOUNCE_LIMIT_MS = 5000;

/** Runs this process as a worker of {@link file://./worker-group.ts}; returns once it has begun. */
export function runWorker<Start>(duties: WorkerDuties<Start>, clock: Clock): void {
  const send = (message: FromWorker): void => {
    if (process.connected) process.send?.(message);
  };
  const announced = createAnnouncer(send, clock);
  let worker: PreparedWorker | undefined;

  async function end(code: number): Promise<void> {
    await worker?.stop().catch(() => {});
    process.exit(code);
  }

  async function begin({ start, number }: Extract<ToWorker, { kind: "start" }>): Promise<void> {
    try {
      worker = await duties.prepare({ start: start as Start, number, announce: announced.announce });
      send({ kind: "joining" });
    } catch (thrown) {
      await fail(thrown);
    }
  }

  async function enter(): Promise<void> {
    try {
      send({ kind: "ready", port: (await worker?.listen()) ?? 0 });
    } catch (thrown) {
      await fail(thrown);
    }
  }

  async function fail(thrown: unknown): Promise<void> {
    const code = thrown instanceof MultisiteError ? thrown.code : "kernel.lifecycle.worker_failed";
    send({ kind: "failed", code, message: messageOf(thrown) });
    // The message must leave before the process does.
    await clock.sleep(50);
    await end(1);
  }

  process.on("message", async (message: ToWorker) => {
    switch (message.kind) {
      case "start":
        await begin(message);
        break;
      case "joined":
        await enter();
        break;
      case "changed":
        worker?.notice();
        send({ kind: "noticed", id: message.id });
        break;
      case "announced":
        announced.settle(message.id);
        break;
      case "ask":
        send({ kind: "answer", id: message.id, value: await worker?.answer(message.question).catch(() => undefined) });
        break;
      case "tell":
        worker?.tell(message.word);
        break;
      case "stop":
        await end(0);
        break;
    }
  });
  // Without the first process nobody hands connections over and nobody tells of changes.
  process.on("disconnect", () => void end(1));
  process.on("SIGTERM", () => void end(0));
  // A terminal sends these to every process of the group; the first one decides.
  process.on("SIGINT", () => {});
  process.on("SIGHUP", () => {});
}

interface Announcer {
  announce(): Promise<void>;
  settle(id: number): void;
}

/** At most one announcement is on its way; whoever comes meanwhile waits for the one after it. */
function createAnnouncer(send: (message: FromWorker) => void, clock: Clock): Announcer {
  const waiting = new Map<number, () => void>();
  let lastId = 0;
  let underway: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  function begin(): Promise<void> {
    const id = ++lastId;
    const finished = roundTrip(id);
    underway = finished;
    next = undefined;
    send({ kind: "announce", id });
    return finished;
  }

  async function roundTrip(id: number): Promise<void> {
    const limit = new AbortController();
    const answered = new Promise<void>((resolve) => waiting.set(id, resolve));
    await Promise.race([answered, clock.sleep(ANNOUNCE_LIMIT_MS, limit.signal).catch(() => {})]);
    limit.abort();
    waiting.delete(id);
    if (lastId === id) underway = undefined;
  }

  return {
    announce() {
      if (!underway) return begin();
      next ??= underway.then(begin);
      return next;
    },
    settle: (id) => waiting.get(id)?.(),
  };
}

interface Announcer {
  announce(): Promise<void>;
  settle(id: number): void;
}
