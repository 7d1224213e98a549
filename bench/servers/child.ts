import { type ChildProcess, fork } from "node:child_process";

/** A server in a process of its own, so that its processor time is its own. */
export interface BenchServer {
  readonly port: number;
  /** What the server said when it was ready. */
  readonly ready: Readonly<Record<string, unknown>>;
  cpuMicroseconds(): Promise<number>;
  residentBytes(): Promise<number>;
  /** Sends a signal to the server's process. */
  signal(name: NodeJS.Signals): void;
  /** Asks the server's own `commands`. */
  ask(command: string, argument?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts a module of this folder; it answers by {@link answerParent}. */
export async function startServer(module: string, settings: unknown): Promise<BenchServer> {
  const child: ChildProcess = fork(new URL(module, import.meta.url), [JSON.stringify(settings)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  let sequence = 0;
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const ready = await new Promise<Record<string, unknown>>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${module} ended with ${code}`)));
    child.on("message", (message: { ready?: Record<string, unknown>; id?: number; value?: unknown; error?: string }) => {
      if (message.ready) resolve(message.ready);
      const waiter = message.id === undefined ? undefined : waiting.get(message.id);
      if (message.error !== undefined) waiter?.reject(new Error(message.error));
      else waiter?.resolve(message.value);
    });
  });
  const ask = (command: string, argument?: unknown): Promise<unknown> => {
    const id = ++sequence;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      child.send({ id, command, argument });
    });
  };
  return {
    port: ready.port as number,
    ready,
    ask,
    cpuMicroseconds: async () => (await ask("cpu")) as number,
    residentBytes: async () => (await ask("memory")) as number,
    signal: (name) => void child.kill(name),
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once("exit", () => resolve());
        child.kill("SIGKILL");
      }),
  };
}

type Commands = Readonly<Record<string, (argument: never) => unknown>>;

/** The child's side: tells the parent that the server is ready and answers its questions. */
export function answerParent(ready: Readonly<Record<string, unknown>>, commands: Commands = {}): void {
  const own: Commands = {
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
    memory: () => process.memoryUsage.rss(),
    ...commands,
  };
  process.on("message", async ({ id, command, argument }: { id: number; command: string; argument: unknown }) => {
    try {
      process.send?.({ id, value: await own[command]?.(argument as never) });
    } catch (thrown) {
      process.send?.({ id, error: String(thrown) });
    }
  });
  process.send?.({ ready });
}

/** The settings that the parent gave. */
export function settingsFromParent<Settings>(): Settings {
  return JSON.parse(process.argv[2] ?? "{}") as Settings;
}
