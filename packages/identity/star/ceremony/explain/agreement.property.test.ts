import { createSeededRandom } from "@multisite/kernel/random";
import { expect, test } from "vitest";
import { decide } from "../decide/index.ts";
import type { CeremonyStatement, HeardStatement, LocalState } from "../types.ts";
import { viewOf } from "../view.ts";
import { explainKeys } from "./index.ts";

const NAMES = ["a", "b", "c"];
const SETTINGS = { lifeMs: 50, rotationPeriodMs: 100, stagedKeys: 2, clockErrorMs: 5, canaryHoldMs: 10 };
const NOW_MS = 1000;
const SEEDS = 2000;

/** Some statements of a star with three members and four token keys, and the disk of the first member. */
function situation(seed: number) {
  const random = createSeededRandom(seed);
  const pick = (count: number): number => random.bytes(2).readUInt16BE() % count;
  const chance = (percent: number): boolean => pick(100) < percent;
  const heard: HeardStatement[] = [];
  const say = (by: string, statement: CeremonyStatement, isOperator = false): void => {
    const operator = isOperator ? { operator: { is: "root" as const } } : {};
    heard.push({ by, statement, arrivedAtMs: NOW_MS - pick(200), saidAtMs: NOW_MS - pick(200), ...operator });
  };
  for (const name of NAMES) say("a", { says: "joined", member: { name, site: name, sealingKey: "", signingKey: "" } }, true);
  for (const by of NAMES)
    for (const member of NAMES) if (by !== member && chance(97)) say(by, { says: "admitted", member, keyIds: [] });
  const onDisk = new Set<string>();
  for (let generation = 1; generation <= 4; generation++) {
    const keyId = `k${generation}`;
    const boxes = Object.fromEntries(NAMES.map((name) => [name, ""]));
    const notBeforeMs = NOW_MS - 150 + generation * 50;
    say("a", { says: "created", keyId, purpose: "token", generation, notBeforeMs, keyHash: "", boxes });
    if (chance(90)) onDisk.add(keyId);
    for (const by of NAMES) {
      if (chance(80)) say(by, { says: "installed", keyId, members: NAMES });
      if (chance(generation < 3 ? 70 : 10)) say(by, { says: "signing", keyId, lifeMs: pick(80) });
      if (chance(generation < 3 ? 60 : 5)) say(by, { says: "renounced", keyId });
    }
    if (chance(5)) say("a", { says: "held", keyId, reason: "held" }, true);
    if (chance(5)) say("a", { says: "activated", keyId }, true);
    if (chance(5)) say("a", { says: "condemned", keyId, reason: "seen" }, true);
  }
  if (chance(5)) say("a", { says: "evicted", member: NAMES[1 + pick(2)] as string, reason: "lost" }, true);
  const local: LocalState = {
    onDisk,
    loaded: onDisk,
    fence: chance(5) ? "restored" : undefined,
    clockErrorMs: chance(5) ? 100 : 1,
    isMaker: false,
    isCanary: chance(50),
  };
  return { view: viewOf("a", heard), local };
}

test(`what is explained is what the rules do: nothing is said to be missing exactly when they would act (${SEEDS} seeds)`, () => {
  const found = { signs: 0, removes: 0, waits: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { view, local } = situation(seed);
    const steps = decide(view, local, NOW_MS, SETTINGS);
    const explanation = explainKeys(view, local, SETTINGS, NOW_MS);
    const isFree = explanation.because.length === 0;
    const ready = (phase: string) =>
      (explanation.purposes[0]?.keys ?? [])
        .filter(({ next }) => next?.phase === phase && isFree)
        .filter(
          ({ next }) =>
            next?.because.length === 0 && next.heldUpBy.length === 0 && (next.atMs ?? Number.POSITIVE_INFINITY) <= NOW_MS,
        )
        .map(({ keyId }) => keyId);
    const does = (what: string) => steps.flatMap((step) => (step.do === what && "keyId" in step ? [step.keyId] : []));
    const canSign = ready("signing");
    const signs = does("sign").filter((keyId) => !view.keys.find((key) => key.keyId === keyId)?.signing.has("a"));
    expect(canSign.length > 0, `seed ${seed}: ${canSign} / ${signs}`).toBe(signs.length > 0);
    for (const keyId of signs) expect(canSign, `seed ${seed}`).toContain(keyId);
    const removes = does("remove").filter((keyId) => view.keys.some((key) => key.keyId === keyId));
    expect(ready("removed"), `seed ${seed}`).toEqual(removes);
    found.signs += signs.length;
    found.removes += removes.length;
    found.waits += (explanation.purposes[0]?.keys ?? []).filter(({ next }) => (next?.heldUpBy.length ?? 0) > 0).length;
  }
  // It has seen enough of each to be believed.
  expect(Math.min(found.signs, found.removes, found.waits)).toBeGreaterThan(50);
});
