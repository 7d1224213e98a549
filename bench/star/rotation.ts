import type { CeremonySettings, CeremonyView } from "../../packages/identity/star/index.ts";
import { createCeremonyModel, type RealMember } from "./model.ts";

export interface Absence {
  readonly sites: number;
  readonly sitesAway: number;
  readonly awayMs: number;
  readonly settings: CeremonySettings;
}

export interface AbsenceSeen {
  /** At most: from the time at which a key's successor was due until nobody has the key. */
  readonly goneAfterMs: number;
  /** Times at which a member signed with a key that another had not. */
  readonly incompatible: number;
}

const LOOK_MS = 600_000;

/** Cuts sites off shortly before a rotation, which is the worst moment, and watches the token keys until all is as before. */
export async function awayFor({ sites, sitesAway, awayMs, settings }: Absence): Promise<AbsenceSeen> {
  const model = createCeremonyModel({ sites, sitesAway, settings });
  const { clock, master, present, away } = model;
  const members = [master, present, away];
  const signed = new Map<string, Map<string, number>>();
  const goneMs = new Map<string, number>();
  let incompatible = 0;
  const look = (): void => {
    model.settle();
    for (const { name, disk } of members) {
      const primary = disk.primary("token");
      if (primary === undefined) continue;
      const times = signed.get(primary) ?? new Map<string, number>();
      if (!times.has(name)) times.set(name, clock.nowMs());
      signed.set(primary, times);
      if (!members.every((each) => each.disk.list().has(primary))) incompatible++;
    }
    for (const keyId of signed.keys()) {
      if (!goneMs.has(keyId) && members.every((each) => !each.disk.list().has(keyId))) goneMs.set(keyId, clock.nowMs());
    }
  };
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += LOOK_MS) {
      await clock.advance(LOOK_MS);
      look();
    }
  };
  try {
    look();
    // The first key is due at the founding, the second a period later.
    await pass(settings.rotationPeriodMs - LOOK_MS);
    model.cut(true);
    await pass(awayMs);
    model.cut(false);
    await pass(settings.lifeMs + 2 * settings.rotationPeriodMs);
    return { goneAfterMs: longestKept(master, signed, goneMs), incompatible };
  } finally {
    model.close();
  }
}

type Times = ReadonlyMap<string, ReadonlyMap<string, number>>;

function tokenKeys(view: CeremonyView) {
  return view.keys.filter(({ purpose }) => purpose === "token");
}

function longestKept({ ceremony }: RealMember, signed: Times, goneMs: ReadonlyMap<string, number>): number {
  const keys = tokenKeys(ceremony.view()).filter(({ keyId }) => signed.has(keyId));
  let longest = 0;
  for (const [index, { keyId }] of keys.entries()) {
    const [gone, next] = [goneMs.get(keyId), keys[index + 1]];
    if (gone !== undefined && next !== undefined) longest = Math.max(longest, gone - next.notBeforeMs);
  }
  return longest;
}
