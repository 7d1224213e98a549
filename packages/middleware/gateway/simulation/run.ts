import { createSimulatedClock, type SimulatedClock } from "@multisite/kernel/clock";
import { readOptions } from "@multisite/kernel/config";
import { silentLog } from "@multisite/kernel/log";
import { createSeededRandom } from "@multisite/kernel/random";
import type { FlightResult, Purpose } from "../../endpoints/index.ts";
import { classify } from "../classify.ts";
import { createEngine, type Engine } from "../engine.ts";
import { gatewayOptionGroups } from "../options.ts";
import { deriveSettings } from "../settings.ts";
import type { UpstreamAnswer } from "../upstream.ts";
import { createSimulatedNode, type NodeCondition, type SimulatedNode } from "./node.ts";

/** What a client saw of one request. */
export interface Seen {
  readonly purpose: Purpose;
  readonly isWrongPassword: boolean;
  readonly startedMs: number;
  readonly endedMs: number;
  /** Undefined when the gateway had to answer itself. */
  readonly status: number | undefined;
  readonly why: string | undefined;
  readonly id: string;
}

/** A simulated time of a gateway and its nodes. */
export interface Run {
  readonly seen: readonly Seen[];
  readonly nodes: readonly SimulatedNode[];
  readonly engine: Engine;
  /** When a request left the site, without probes. */
  readonly leftSiteMs: readonly number[];
  /** Stock replicas that were found down although nothing was wrong with them. */
  readonly slandered: readonly string[];
}

export interface RunOptions {
  readonly seed: number;
  readonly durationMs: number;
  readonly perSecond: number;
  /** Whether more than one node may be out of order at a time. */
  readonly oneFaultAtATime: boolean;
  readonly settings?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Then all get well, and the rest of the time shows that this is noticed. */
export const FAULTS_UNTIL = 0.75;

const CONDITIONS: readonly NodeCondition[] = ["dead", "gone", "hung", "broken"];

/** Two nodes in the own site, one of them a stock replica in every second seed, and a node in each of two other sites. */
export async function simulate({ seed, durationMs, perSecond, oneFaultAtATime, settings = {} }: RunOptions): Promise<Run> {
  const clock = createSimulatedClock();
  const chance = createChance(seed);
  const nodes = [
    newNode("own", 1, seed % 2 === 0, 1),
    newNode("own", 2, false, 1),
    newNode("near", 3, false, 20),
    newNode("far", 4, false, 120),
  ];
  function newNode(site: string, number: number, isStockReplica: boolean, roundTripMs: number): SimulatedNode {
    // Now and then an answer takes long, as with garbage collection or a slow disk.
    const delayMs = (): number => (chance() < 0.01 ? 50 + chance() * 200 : 1 + chance() * 4);
    return createSimulatedNode({ clock, url: `http://node-${number}`, site, isStockReplica, delayMs, roundTripMs });
  }
  const endpoints = nodes.map(({ site, url, isStockReplica }) => ({ site, url, ...(isStockReplica ? { role: "replica" } : {}) }));
  const config = readOptions(gatewayOptionGroups, { identity: { own_site: "own", endpoints }, ...settings }, "simulation");
  const leftSiteMs: number[] = [];
  const engine = createEngine(deriveSettings(config), {
    clock,
    log: silentLog,
    connect: () => ({
      send(member, request, _options, done) {
        if (!member.isOwnSite && request.path.startsWith("/v3/")) leftSiteMs.push(clock.monotonicMs());
        return (nodes.find(({ url }) => url === member.address.url) as SimulatedNode).send(request, done);
      },
    }),
  });
  const seen: Seen[] = [];
  const slandered: string[] = [];
  const stopFaults = scheduleFaults(clock, nodes, chance, { durationMs, oneFaultAtATime });
  let count = 0;
  const stopLoad = clock.every(1000 / perSecond, () => {
    if (clock.monotonicMs() < 100 || clock.monotonicMs() > durationMs) return;
    sendOne(engine, clock, chance, ++count, seen);
  });
  const stopWatch = clock.every(50, () => {
    for (const { address, state } of engine.pool.members) {
      const node = nodes.find(({ url }) => url === address.url);
      const isLongWell = node?.condition === "well" && clock.monotonicMs() - node.sinceMs > 12_000;
      if (state === "down" && isLongWell) slandered.push(`${address.url} at ${clock.monotonicMs()} ms`);
    }
  });
  await clock.advance(durationMs + 35_000);
  for (const stop of [stopFaults, stopLoad, stopWatch]) stop();
  engine.stop();
  return { seen, nodes, engine, leftSiteMs, slandered };
}

function sendOne(engine: Engine, clock: SimulatedClock, chance: () => number, number: number, seen: Seen[]): void {
  const kind = chance();
  const isWrongPassword = kind >= 0.9 && kind < 0.95;
  const [method, path, text] =
    kind < 0.7
      ? ["GET", "/v3/auth/tokens", undefined]
      : kind < 0.95
        ? ["POST", "/v3/auth/tokens", isWrongPassword ? "wrong" : "right"]
        : ["POST", "/v3/projects", `write ${number}`];
  const body = text === undefined ? undefined : Buffer.from(text);
  const purpose = classify(method as string, path as string, body);
  const startedMs = clock.monotonicMs();
  engine.flights.begin(
    { method: method as string, path: path as string, headers: [], body },
    purpose,
    (result: FlightResult<UpstreamAnswer>) => {
      const status = result.kind === "answer" ? result.answer.status : undefined;
      const why = result.kind === "none" ? `${result.why} (${result.attempts.join("; ")})` : undefined;
      seen.push({ purpose, isWrongPassword, startedMs, endedMs: clock.monotonicMs(), status, why, id: text ?? "" });
    },
  );
}

/** Nodes fall ill and get well again, until some seconds before the end. */
function scheduleFaults(
  clock: SimulatedClock,
  nodes: readonly SimulatedNode[],
  chance: () => number,
  { durationMs, oneFaultAtATime }: { readonly durationMs: number; readonly oneFaultAtATime: boolean },
): () => void {
  return clock.every(500, () => {
    const nowMs = clock.monotonicMs();
    const ill = nodes.filter(({ condition }) => condition !== "well");
    if (nowMs > durationMs * FAULTS_UNTIL) {
      for (const node of ill) node.become("well");
      return;
    }
    for (const node of ill) if (chance() < 0.2) node.become("well");
    // What came back is given the time to be noticed before the next one falls ill.
    const isQuiet = nodes.every(({ condition, sinceMs }) => condition === "well" && nowMs - sinceMs > 6000);
    if ((oneFaultAtATime && !(isQuiet || nowMs < 600)) || chance() > 0.5) return;
    const node = nodes[Math.floor(chance() * nodes.length)] as SimulatedNode;
    node.become(CONDITIONS[Math.floor(chance() * CONDITIONS.length)] as NodeCondition);
  });
}

function createChance(seed: number): () => number {
  const random = createSeededRandom(seed);
  return () => random.bytes(4).readUInt32BE(0) / 2 ** 32;
}
