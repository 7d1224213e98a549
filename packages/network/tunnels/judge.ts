import { type Ping, readPing } from "./read-ping.ts";
import type { TunnelEvidence, TunnelProbe } from "./types.ts";

/**
 * What the evidence says of an endpoint. An endpoint that works is silent at UDP 4789, as one is behind a firewall that drops: only an answer
 * to a ping shows that packets get there and back. What comes back at UDP is an answer too, and says more than silence.
 */
export function judgeTunnel({ vtep, udp, small, wide }: TunnelEvidence, packetBytes: number | null): TunnelProbe {
  const state = (one: TunnelProbe["state"], why: string): TunnelProbe => ({ vtep, state: one, why });
  const [narrow, large] = [readPing(small), wide === null ? undefined : readPing(wide)];
  const isAnswered = narrow.kind === "answered" || large?.kind === "answered";
  if (udp !== null && udp !== REFUSED) {
    if (CANNOT.has(udp)) return state("unknown", `its agent's node cannot send UDP (${udp})`);
    return state(
      "unreached",
      isAnswered ? `it answers a ping, and UDP 4789 is rejected on the way (${udp})` : `UDP 4789 does not get there (${udp})`,
    );
  }
  if (large !== undefined && narrow.kind === "answered" && isLost(large)) return state("narrow", sayNarrow(large, packetBytes));
  if (udp === REFUSED)
    return state("refused", `${isAnswered ? "it answers a ping, and " : ""}UDP 4789 is refused as a port that is closed`);
  if (large?.kind === "answered") return state("reached", `it answers a ping of ${packetBytes} bytes`);
  if (narrow.kind === "answered") return state("reached", "it answers a ping; the size of packets was not tried");
  if (narrow.kind === "no-way") return state("unreached", `no way to it (${narrow.words})`);
  if (narrow.kind === "cannot")
    return state("unknown", `no ping was sent (${narrow.words}), and silence at UDP 4789 proves nothing`);
  return state("unreached", "it answers no ping, and nothing came back from UDP 4789");
}

const REFUSED = "ECONNREFUSED";
/** Of the own system, not of the way. */
const CANNOT = new Set(["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EAFNOSUPPORT"]);

function isLost({ kind }: Ping): boolean {
  return kind !== "answered" && kind !== "cannot";
}

function sayNarrow(large: Ping, packetBytes: number | null): string {
  const said = large.kind === "too-large" && large.mtu !== undefined ? `, a link carries ${large.mtu}` : "";
  return `it answers a small ping, and none of ${packetBytes} bytes that nobody may split${said}`;
}
