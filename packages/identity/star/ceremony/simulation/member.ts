import type { SimulatedClock } from "@multisite/kernel/clock";
import { openFactStore } from "@multisite/kernel/facts";
import { startFactExchange } from "@multisite/kernel/facts/exchange";
import { silentLog } from "@multisite/kernel/log";
import type { SimulatedPeers } from "@multisite/kernel/peers";
import { createSeededRandom } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import { createCeremony, type KeyDisk, type KeySealer } from "../loop/index.ts";
import { type createSigner, verifySignature } from "../testing/signers.ts";
import type { CeremonySettings, KeyPurpose, Member } from "../types.ts";

/** Stands for the sealing of keys, which has tests of its own: only who is named in the box opens it. */
function createSealer(me: string): KeySealer {
  return {
    seal: (key, keyId, member) => JSON.stringify([member.name, keyId, key.reveal()]),
    open(box, keyId) {
      const [member, sealedId, key] = JSON.parse(box) as [string, string, string];
      return member === me && sealedId === keyId ? new Secret(key) : undefined;
    },
  };
}

interface MemoryDisk extends KeyDisk {
  primary(purpose: KeyPurpose): string | undefined;
}

function createMemoryDisk(): MemoryDisk {
  const keys = new Map<string, Secret>();
  const primaries = new Map<KeyPurpose, string>();
  return {
    list: () => new Set(keys.keys()),
    read: (keyId) => keys.get(keyId) as Secret,
    write: (keyId, _purpose, key) => void keys.set(keyId, key),
    remove: (keyId) => void keys.delete(keyId),
    render(purpose, primary) {
      if (primary !== undefined && keys.has(primary)) primaries.set(purpose, primary);
    },
    primary: (purpose) => primaries.get(purpose),
  };
}

export interface MemberOptions {
  readonly name: string;
  readonly names: readonly string[];
  readonly masters: readonly string[];
  readonly root: { readonly member: string; readonly signingKey: string };
  readonly signer: ReturnType<typeof createSigner>;
  readonly clock: SimulatedClock;
  readonly network: SimulatedPeers;
  readonly seed: number;
  readonly settings: CeremonySettings;
}

/** One member in simulated time: its facts, its exchange with the others, its keys, its part in the ceremony. */
export function startMember({ name, names, masters, root, signer, clock, network, seed, settings }: MemberOptions) {
  const random = createSeededRandom(seed);
  const store = openFactStore({ path: undefined, random });
  const disk = createMemoryDisk();
  const others = names.filter((other) => other !== name);
  const isMaster = masters.includes(name);
  const exchange = startFactExchange({
    store,
    links: network.join({ site: name, node: name }),
    peers: () => ({
      near: isMaster ? others : others.filter((other) => masters.includes(other)),
      instead: isMaster ? [] : others.filter((other) => !masters.includes(other)),
    }),
    siteOf: (node) => node,
    clock,
    random,
    log: silentLog,
    lookMs: 500,
    onRestored: () => {},
  });
  const ceremony = createCeremony({
    me: name,
    root,
    store,
    disk,
    sealer: createSealer(name),
    sign: signer.sign,
    verify: verifySignature,
    clock,
    random,
    settings: () => settings,
    local: () => ({ fence: undefined, clockErrorMs: 0, isMaker: isMaster, isCanary: name === masters[0] }),
    loaded: (onDisk) => onDisk,
  });
  const member: Member = { name, site: name, sealingKey: name, signingKey: signer.signingKey };
  return { name, member, store, disk, exchange, ceremony };
}
