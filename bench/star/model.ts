import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Ceremony,
  type CeremonySettings,
  type CeremonyStatement,
  createCeremony,
  STATEMENT_KIND,
  sayStatement,
} from "../../packages/identity/star/index.ts";
import { createSimulatedClock, type SimulatedClock } from "../../packages/kernel/clock/index.ts";
import { type FactStore, openFactStore } from "../../packages/kernel/facts/index.ts";
import { createSeededRandom } from "../../packages/kernel/random/index.ts";
import { createMemberKeys, createMemberSealer, type MemberKeys, verifySignature } from "../../packages/kernel/seal/index.ts";
import { createMemoryDisk, type MemoryDisk } from "./memory-disk.ts";

export interface ModelOptions {
  /** Two of them masters with one node each, the others of two replicas each. */
  readonly sites: number;
  /** Sites that can be cut off. */
  readonly sitesAway: number;
  readonly settings: CeremonySettings;
}

/** A member whose ceremony, facts and signatures are the product's. */
export interface RealMember {
  readonly name: string;
  readonly store: FactStore;
  readonly disk: MemoryDisk;
  readonly ceremony: Ceremony;
}

/**
 * The ceremony of a star of any size, in simulated time: one master, one replica that is there and one that may be away are real; all
 * others say, each signed by itself, what the one of the last two that is like them says. The time of the master's own work is taken.
 */
export interface CeremonyModel {
  readonly clock: SimulatedClock;
  readonly master: RealMember;
  readonly present: RealMember;
  readonly away: RealMember;
  readonly nodes: number;
  /** Processor time that the master's part has taken: turns, and taking facts over. */
  masterMs(): number;
  cut(isCut: boolean): void;
  /** Lets everybody do what there is to do at this time. */
  settle(): void;
  close(): void;
}

/** News reach the master in so many parts, and it looks at each: as when they come in within a second. */
const PARTS = 10;

export function createCeremonyModel({ sites, sitesAway, settings }: ModelOptions): CeremonyModel {
  const clock = createSimulatedClock();
  const random = createSeededRandom(sites);
  const directory = mkdtempSync(join(tmpdir(), "multisite-bench-model-"));
  // One pair of keys serves all: what signing, checking and sealing cost is the same.
  const keys = createMemberKeys(directory);
  const replicas = 2 * (sites - 2);
  const members = membersOf(sites, keys);
  const name = (index: number): string => members[index]?.name ?? "";
  const root = { member: name(0), signingKey: keys.signingKey };
  let masterMs = 0;
  let isCut = false;

  const real = (index: number): RealMember => {
    const me = name(index);
    const store = openFactStore({ path: undefined, random });
    const disk = createMemoryDisk();
    const ceremony = createCeremony({
      me,
      root,
      store,
      disk,
      sealer: createMemberSealer(keys, me, random),
      sign: keys.sign,
      verify: verifySignature,
      clock,
      random,
      settings: () => settings,
      local: () => ({ fence: undefined, clockErrorMs: 0, isMaker: index === 0, isCanary: false }),
      loaded: (onDisk) => onDisk,
    });
    return { name: me, store, disk, ceremony };
  };
  const [master, present, away] = [real(0), real(2), real(members.length - 1)];
  const awayFrom = members.length - 2 * sitesAway;
  const likePresent = [1, ...range(3, awayFrom)].map(name);
  const likeAway = range(awayFrom, members.length - 1).map(name);
  // Admitting costs as many statements as there are pairs; it happens when a site joins, and not here.
  for (const member of members) {
    sayStatement(master.store, master.name, { says: "joined", member, among: [] }, keys.sign, clock.nowMs());
  }

  /** What those say that do as a real one does; a store of their own carries it. */
  const choir = (leader: RealMember, names: readonly string[]) => {
    const store = openFactStore({ path: undefined, random });
    let heard: number | undefined;
    return {
      store,
      /** Whether there was anything. */
      repeat(): boolean {
        const { facts, position } = leader.store.ofKindSince(STATEMENT_KIND, heard);
        heard = position;
        const own = facts.map(({ body }) => body as unknown as Said).filter(({ by }) => by === leader.name);
        for (const { statement } of own) {
          for (const each of names) sayStatement(store, each, statement, keys.sign, clock.nowMs());
        }
        return own.length > 0;
      },
    };
  };
  const choirs = { present: choir(present, likePresent), away: choir(away, likeAway) };
  const marks = new Map<string, string>();

  function tell(from: FactStore, to: FactStore, way: string, part: number, taken: () => void): void {
    for (let more = true; more; ) {
      const page = from.since(marks.get(way), part);
      more = page.more;
      marks.set(way, page.position);
      if (page.facts.length === 0) return;
      to.merge(page.facts, clock.nowMs());
      taken();
    }
  }

  const atMaster = (work: () => void): void => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    masterMs += (user + system) / 1000;
  };
  const turn = ({ ceremony }: RealMember): void => ceremony.turn();
  const nothing = (): void => {};

  return {
    clock,
    master,
    present,
    away,
    nodes: replicas + 2,
    masterMs: () => masterMs,
    cut: (next) => {
      isCut = next;
    },
    settle() {
      for (let isNew = true; isNew; ) {
        const before = [master, present, away].map(({ store }) => store.revision()).join();
        atMaster(() => turn(master));
        turn(present);
        turn(away);
        choirs.present.repeat();
        choirs.away.repeat();
        const part = Math.max(10, Math.ceil(members.length / PARTS));
        atMaster(() => tell(choirs.present.store, master.store, "present>master", part, () => turn(master)));
        tell(choirs.away.store, away.store, "awayChoir>away", 5000, nothing);
        atMaster(() => tell(present.store, master.store, "p>m", 5000, () => turn(master)));
        tell(master.store, present.store, "m>p", 5000, nothing);
        if (!isCut) {
          tell(master.store, away.store, "m>a", 5000, nothing);
          atMaster(() => tell(away.store, master.store, "a>m", 5000, () => turn(master)));
        }
        isNew = before !== [master, present, away].map(({ store }) => store.revision()).join();
      }
    },
    close() {
      for (const { store } of [master, present, away, choirs.present, choirs.away]) store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

interface Said {
  readonly by: string;
  readonly statement: CeremonyStatement;
}

function membersOf(sites: number, { sealingKey, signingKey }: MemberKeys) {
  const member = (site: string, node: number) => ({ name: `${site}-${node}`, site, sealingKey, signingKey });
  const others = range(2, sites).map((index) => `site-${String(index + 1).padStart(4, "0")}`);
  return [member("east", 1), member("west", 1), ...others.flatMap((site) => [member(site, 1), member(site, 2)])];
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
