import { startFollowedWriter } from "../star/followers.ts";
import { createCeremonyModel } from "../star/model.ts";
import { inBytes, isQuick, often, pause } from "../star/numbers.ts";
import { awayFor } from "../star/rotation.ts";
import type { Measurement, MeasurementGroup } from "./types.ts";

const SIZES = isQuick ? [10] : [10, 100, 1000];
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Those of a document that says nothing of keys. */
const SETTINGS = { lifeMs: 49 * HOUR_MS, rotationPeriodMs: DAY_MS, stagedKeys: 7, clockErrorMs: 1000, canaryHoldMs: 0 };
const WRITES = often(20, 3);
const PAGE = 500;

/** Stars of many sites, by simulation: what the masters have to do, and what sites that are away do to the rotation of keys. */
export const starSizes: MeasurementGroup = {
  name: "star sizes",
  async run(progress) {
    const measurements: Measurement[] = [];
    for (const sites of SIZES) {
      progress(`${sites} sites: changes`);
      measurements.push(await measureWrite(sites));
      progress(`${sites} sites: a rotation`);
      measurements.push(await measureRotation(sites));
    }
    for (const [sites, days, stagedKeys] of isQuick ? ABSENCES.slice(0, 2) : ABSENCES) {
      progress(`${sites} sites, 1 % away for ${days * 24} h, ${stagedKeys} staged keys`);
      measurements.push(await measureAbsence(sites, days * DAY_MS, stagedKeys));
    }
    return measurements;
  },
};

/** Sites, days away, staged keys: as many as are enough, and for a week one fewer too. */
const ABSENCES: readonly (readonly [number, number, number])[] = [
  [10, 1 / 24, 1],
  [10, 1, 1],
  [10, 7, 6],
  [10, 7, 7],
  [100, 1 / 24, 1],
  [100, 1, 1],
  [100, 7, 6],
  [100, 7, 7],
  [1000, 1 / 24, 1],
  [1000, 1, 1],
  [1000, 7, 7],
];

async function measureWrite(sites: number): Promise<Measurement> {
  const writer = await startFollowedWriter(sites);
  try {
    await writer.write();
    await pause(500);
    const [before, beforeBytes] = [process.cpuUsage(), writer.bytes()];
    for (let made = 0; made < WRITES; made++) await writer.write();
    const { user, system } = process.cpuUsage(before);
    const bytes = (writer.bytes() - beforeBytes) / WRITES;
    return {
      name: `${sites} sites, a change at the writer (embedded)`,
      measured: `${inBytes(bytes)} to and from ${writer.followers} followers (${inBytes(bytes / writer.followers)} each), ${((user + system) / 1000 / WRITES).toFixed(1)} ms CPU, both ends`,
      target: "said",
      met: true,
    };
  } finally {
    await writer.stop();
  }
}

/** A day in which each of the three purposes takes its next key; what was there before is not counted. */
async function measureRotation(sites: number): Promise<Measurement> {
  // Few staged keys, as they cost nothing but the founding.
  const model = createCeremonyModel({ sites, sitesAway: 1, settings: { ...SETTINGS, stagedKeys: 1, lifeMs: HOUR_MS } });
  try {
    model.settle();
    await pass(model, DAY_MS);
    const { position } = model.master.store.since(undefined, 1e9);
    const before = model.masterMs();
    await pass(model, DAY_MS);
    const ceremonyMs = model.masterMs() - before;
    const told = tellOne(model.master.store, position);
    const peers = model.nodes - 1;
    return {
      name: `${sites} sites (${model.nodes} nodes), a rotation of all three keys`,
      measured:
        `${told.facts} facts of ${inBytes(told.bytes)}; each master sends ${inBytes(told.bytes * peers)} to ${peers} nodes; ` +
        `${(ceremonyMs / 1000).toFixed(1)} s CPU for its ceremony, ${((told.cpuMs * peers) / 1000).toFixed(1)} s for telling all`,
      target: "said",
      met: true,
    };
  } finally {
    model.close();
  }
}

/** What it takes to read and write down, for one node, all that it has not heard. */
function tellOne(store: ReturnType<typeof createCeremonyModel>["master"]["store"], from: string) {
  const before = process.cpuUsage();
  let [facts, bytes, position] = [0, 0, from];
  for (let more = true; more; ) {
    const page = store.since(position, PAGE);
    bytes += JSON.stringify({ epoch: store.epoch, facts: page.facts, since: position }).length;
    facts += page.facts.length;
    ({ position, more } = page);
  }
  const { user, system } = process.cpuUsage(before);
  return { facts, bytes, cpuMs: (user + system) / 1000 };
}

async function pass(model: ReturnType<typeof createCeremonyModel>, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += HOUR_MS) {
    await model.clock.advance(HOUR_MS);
    model.settle();
  }
}

async function measureAbsence(sites: number, awayMs: number, stagedKeys: number): Promise<Measurement> {
  const sitesAway = Math.max(1, Math.round(sites / 100));
  const seen = await awayFor({ sites, sitesAway, awayMs, settings: { ...SETTINGS, stagedKeys } });
  const hours = (ms: number): string => `${(ms / HOUR_MS).toFixed(1)} h`;
  return {
    name: `${sites} sites, ${sitesAway} away for ${hours(awayMs)}, a key a day, ${stagedKeys} staged`,
    measured: `an old key gone ${hours(seen.goneAfterMs)} after its last rotation at most; ${seen.incompatible} tokens refused for want of a key`,
    target: "no token refused",
    met: seen.incompatible === 0,
  };
}
