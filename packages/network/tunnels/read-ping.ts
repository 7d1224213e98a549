import type { PingOutput } from "./types.ts";

/** What a run of `ping` means. */
export type Ping =
  | { readonly kind: "answered" }
  | { readonly kind: "silent" }
  /** Somebody on the way, or the own system, says that there is no way. */
  | { readonly kind: "no-way"; readonly words: string }
  /** Nobody may split it, and a link carries less; `mtu`: what the link carries, where that was said. */
  | { readonly kind: "too-large"; readonly mtu: number | undefined }
  /** It says nothing of the way: there is no such program, or it has no rights. */
  | { readonly kind: "cannot"; readonly words: string };

const NO_WAY =
  /Destination (?:Host|Net|Port) (?:Unreachable|Unknown|Prohibited)|Packet filtered|Network is unreachable|No route to host|Time to live exceeded/i;
const TOO_LARGE = /message too long|Frag(?:mentation)? needed/i;

/** Reads what `ping` of iputils or BusyBox prints in the C locale. */
export function readPing({ exitCode, text }: PingOutput): Ping {
  if (exitCode === null) return { kind: "cannot", words: firstLine(text) || "there is no program ping" };
  const received = Number(/(\d+) (?:packets )?received/.exec(text)?.[1]);
  if (received > 0) return { kind: "answered" };
  if (TOO_LARGE.test(text)) {
    const mtu = /mtu ?= ?(\d+)/i.exec(text)?.[1];
    return { kind: "too-large", mtu: mtu === undefined ? undefined : Number(mtu) };
  }
  const noWay = NO_WAY.exec(text)?.[0];
  if (noWay !== undefined) return { kind: "no-way", words: noWay };
  // A firewall of the own host forbids to send; without the right to open a socket nothing is sent at all.
  if (/sendmsg: Operation not permitted/i.test(text)) return { kind: "no-way", words: "Operation not permitted" };
  return received === 0 ? { kind: "silent" } : { kind: "cannot", words: firstLine(text) || `ping ended with ${exitCode}` };
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}
