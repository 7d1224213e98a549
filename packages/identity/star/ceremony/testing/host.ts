import { join } from "node:path";
import { openBoard } from "@multisite/kernel/board";
import type { SimulatedClock } from "@multisite/kernel/clock";
import { openFactStore } from "@multisite/kernel/facts";
import { startFactExchange } from "@multisite/kernel/facts/exchange";
import { silentLog } from "@multisite/kernel/log";
import type { SimulatedPeers } from "@multisite/kernel/peers";
import { createSeededRandom } from "@multisite/kernel/random";
import { createMemberKeys, createMemberSealer, type MemberKeys, verifySignature } from "@multisite/kernel/seal";
import { openKeyDisk } from "../disk/index.ts";
import { openFence } from "../fence/index.ts";
import { createCeremony } from "../loop/index.ts";
import { type CeremonySettings, KEY_PURPOSES, type Member } from "../types.ts";
import { temporaryHome, watchedFiles } from "./files.ts";

export interface TestStarOptions {
  /** By name: its site. The first is the root and makes the keys. */
  readonly members: Readonly<Record<string, string>>;
  readonly clock: SimulatedClock;
  readonly network: SimulatedPeers;
  readonly settings: CeremonySettings;
  readonly home: (name: string) => string;
}

/** Hosts of a star with real disks, facts, exchange, ceremony and fence, over a simulated network. */
export function createTestStar({ members, clock, network, settings, home }: TestStarOptions) {
  const names = Object.keys(members);
  const keys = new Map(names.map((name) => [name, createMemberKeys(join(temporaryHome(), "member"))]));
  const keysOf = (name: string) => keys.get(name) as MemberKeys;
  const root = { member: names[0] as string, signingKey: keysOf(names[0] as string).signingKey };
  let seed = 1;

  function memberOf(name: string): Member {
    const { sealingKey, signingKey } = keysOf(name);
    return { name, site: members[name] as string, sealingKey, signingKey };
  }

  /** Starts the host's agent on what is in its home. */
  function start(name: string) {
    const random = createSeededRandom(seed++);
    const directory = home(name);
    const files = watchedFiles({});
    const store = openFactStore({ path: join(directory, "facts.db"), random });
    const board = openBoard(undefined);
    const disk = openKeyDisk({ home: directory, clock, files });
    const fence = openFence({ home: directory, board, store, clock, files });
    const exchange = startFactExchange({
      store,
      links: network.join({ site: members[name] as string, node: name }),
      peers: () => ({ near: names.filter((other) => other !== name), instead: [] }),
      siteOf: (node) => members[node],
      clock,
      random,
      log: silentLog,
      lookMs: 500,
      restMs: 2000,
      onRestored: (heldBy) => fence.noteRestored(heldBy),
    });
    const ceremony = createCeremony({
      me: name,
      root,
      store,
      disk,
      sealer: createMemberSealer(keysOf(name), name, random),
      sign: keysOf(name).sign,
      verify: verifySignature,
      clock,
      random,
      settings: () => settings,
      local: () => ({
        fence: fence.silence(),
        clockErrorMs: 0,
        isMaker: name === names[0],
        isCanary: false,
      }),
      loaded: (onDisk) => onDisk,
    });
    const verifiable = (): ReadonlySet<string> => new Set(KEY_PURPOSES.flatMap((purpose) => [...(disk.rendered(purpose) ?? [])]));
    return {
      name,
      store,
      board,
      disk,
      fence,
      exchange,
      ceremony,
      member: memberOf(name),
      /** What the agent does again and again. */
      turn() {
        ceremony.turn();
        const decision = fence.look({
          view: ceremony.view(),
          onDisk: disk.list(),
          verifiable: verifiable(),
          heardFrom: exchange.heardFrom(),
        });
        void fence.rejoin(exchange);
        return decision;
      },
      stop() {
        exchange.stop();
        store.close();
        board.close();
      },
    };
  }
  return { names, start, memberOf };
}
