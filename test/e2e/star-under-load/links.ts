import { createDelayRelay, type DelayRelay } from "../../../rig/network/index.ts";

/** Ways of nodes to masters, each of which can be cut. */
export interface Links {
  /** Where `from` reaches `to`. */
  address(from: string, to: string): { readonly host: string; readonly port: number };
  cut(from: string, to: string): Promise<void>;
  heal(from: string, to: string): Promise<void>;
  close(): Promise<void>;
}

export async function openLinks(
  from: readonly string[],
  to: Readonly<Record<string, { readonly host: string; readonly port: number }>>,
): Promise<Links> {
  const relays = new Map<string, DelayRelay>();
  const targetOf = (name: string): { readonly host: string; readonly port: number } => {
    const target = to[name];
    if (target === undefined) throw new Error(`there is no way to ${name}`);
    return target;
  };
  for (const one of from)
    for (const name of Object.keys(to))
      relays.set(`${one}>${name}`, await createDelayRelay({ target: targetOf(name), delayMs: 0 }));
  const relayOf = (one: string, name: string): DelayRelay => {
    const relay = relays.get(`${one}>${name}`);
    if (relay === undefined) throw new Error(`there is no way from ${one} to ${name}`);
    return relay;
  };
  return {
    address: relayOf,
    cut: (one, name) => relayOf(one, name).close(),
    async heal(one, name) {
      const { port } = relayOf(one, name);
      relays.set(`${one}>${name}`, await createDelayRelay({ target: targetOf(name), delayMs: 0, port }));
    },
    async close() {
      await Promise.all([...relays.values()].map((relay) => relay.close()));
    },
  };
}
