import { setTimeout as delay } from "node:timers/promises";
import type { Answer, Keepalived, Watch } from "./keepalived.ts";

/** `link`: the machine's cable is pulled out. `kill`: keepalived is killed, and the machine stays. `crash`: both. */
export type Loss = "link" | "kill" | "crash";

/** What a third machine saw of a failover. */
export interface Failover {
  readonly loss: Loss;
  readonly from: string;
  readonly to: string;
  /** From the loss to the first answer of the other one. */
  readonly movedMs: number;
  /** Longest time without an answer. */
  readonly silentMs: number;
  /** How long both answered, one question this one and the next that one. */
  readonly bothMs: number;
  /** Questions asked after the loss that the former one answered. */
  readonly lateAnswers: number;
}

const PATIENCE_MS = 60_000;

/** Takes the present master away, waits until the other one answers alone, and gives back what was taken away. */
export async function failOver(pair: Readonly<Record<string, Keepalived>>, watch: Watch, loss: Loss): Promise<Failover> {
  // What the last one left has settled.
  await delay(1000);
  const from = await until(() => soleAnswerer(watch, now() - 2000));
  const master = pair[from];
  if (master === undefined) throw new Error(`Nobody knows ${from}.`);
  const startedMs = now();
  if (loss !== "link") await master.kill();
  if (loss !== "kill") await master.machine.plugCable("down");
  const lostMs = now();
  const first = await until(() => watch.answers().find((answer) => answer.from !== from && answer.askedMs > startedMs));
  await until(() => soleAnswerer(watch, now() - 1000));
  const since = watch.answers().filter(({ heardMs }) => heardMs > startedMs - 500);
  const ofFormer = since.filter((answer) => answer.from === from);
  if (loss !== "kill") await master.machine.plugCable("up");
  if (loss !== "link") master.start();
  return {
    loss,
    from,
    to: first.from,
    movedMs: Math.max(0, first.heardMs - lostMs),
    silentMs: longestSilence(since),
    bothMs: Math.max(0, ...ofFormer.map(({ heardMs }) => heardMs - first.heardMs)),
    lateAnswers: ofFormer.filter(({ askedMs }) => askedMs > lostMs).length,
  };
}

const now = (): number => performance.timeOrigin + performance.now();

/** Who alone has answered since then; nobody, where none or both did. */
function soleAnswerer(watch: Watch, sinceMs: number): string | undefined {
  const recent = watch.answers().filter(({ askedMs }) => askedMs > sinceMs);
  const names = new Set(recent.map(({ from }) => from));
  return names.size === 1 && recent.length > 20 ? recent[0]?.from : undefined;
}

function longestSilence(answers: readonly Answer[]): number {
  const times = answers.map(({ heardMs }) => heardMs).sort((one, other) => one - other);
  return Math.max(0, ...times.slice(1).map((time, index) => time - (times[index] ?? time)));
}

async function until<Found>(find: () => Found | undefined): Promise<Found> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < PATIENCE_MS) {
    const found = find();
    if (found !== undefined) return found;
    await delay(50);
  }
  throw new Error(`Not within ${PATIENCE_MS / 1000} s.`);
}

/** In words, for the log of a test. */
export function toText({ loss, from, to, movedMs, silentMs, bothMs, lateAnswers }: Failover): string {
  const ms = (value: number): string => `${(value / 1000).toFixed(2)} s`;
  return `${loss}: ${from} to ${to} after ${ms(movedMs)}, longest silence ${ms(silentMs)}, both answered for ${ms(bothMs)}, ${lateAnswers} late answers`;
}
