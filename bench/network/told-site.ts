import type { SimulatedPeers } from "../../packages/kernel/peers/index.ts";
import type { OwnPort } from "../../packages/network/inventory/index.ts";
import { answer, beginLog, type MirrorQuestion, recordPort } from "../../packages/network/mirror/index.ts";
import { pause } from "../star/numbers.ts";
import { MIRROR_SUBJECT } from "./lone-messages.ts";

const HELD_MS = 10_000;

/** Another site of which nothing is there but what its connector says: so that nothing of it takes time while others are measured. */
export interface ToldSite {
  /** Says at once that it has all of these. */
  has(ports: readonly OwnPort[]): void;
  /** And that they are gone. */
  hadThem(ports: readonly OwnPort[]): void;
}

export function createToldSite(peers: SimulatedPeers, site: string): ToldSite {
  const log = beginLog(site, 1);
  let wake: () => void = () => {};
  peers.join({ site, node: site }).answer(MIRROR_SUBJECT, async (question) => {
    const now = answer(log, question as MirrorQuestion);
    if (now !== undefined) return now;
    await Promise.race([
      pause(HELD_MS),
      new Promise<void>((resolve) => {
        wake = resolve;
      }),
    ]);
    return answer(log, question as MirrorQuestion) ?? {};
  });
  const tell = (ports: readonly OwnPort[], isThere: boolean): void => {
    for (const port of ports) recordPort(log, port.id, isThere ? port : undefined);
    wake();
  };
  return { has: (ports) => tell(ports, true), hadThem: (ports) => tell(ports, false) };
}
