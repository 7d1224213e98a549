import { join } from "node:path";
import { openBoard } from "@multisite/kernel/board";
import type { SimulatedClock } from "@multisite/kernel/clock";
import { openFactStore } from "@multisite/kernel/facts";
import { startFactExchange } from "@multisite/kernel/facts/exchange";
import { silentLog } from "@multisite/kernel/log";
import type { SimulatedPeers } from "@multisite/kernel/peers";
import { createSeededRandom } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import { openKeyDisk } from "../disk/index.ts";
import { openFence } from "../fence/index.ts";
import { createCeremony, type KeySealer } from "../loop/index.ts";
import { type CeremonySettings, KEY_PURPOSES, type Member } from "../types.ts";
import { watchedFiles } from "./files.ts";
import { createSigner, verifySignature } from "./signers.ts";

/** Only who is named in the box opens it; the sealing has tests of its own. */
function createSealer(me: string): KeySealer {
  return {
    seal: (key, keyId, member) => JSON.stringify([member.name, keyId, key.reveal()]),
    open(box, keyId) {
      const [member, sealedId, key] = JSON.parse(box) as [string, string, string];
      return member === me && sealedId === keyId ? new Secret(key) : undefined;
    },
  };
}

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
  const signers = new Map(names.map((name) => [name, createSigner()]));
  const signerOf = (name: string) => signers.get(name) ?? createSigner();
  const root = { member: names[0] as string, signingKey: signerOf(names[0] as string).signingKey };
  let seed = 1;

  function memberOf(name: string): Member {
    return { name, site: members[name] as string, sealingKey: "", signingKey: signerOf(name).signingKey };
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
      sealer: createSealer(name),
      sign: signerOf(name).sign,
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
