/** A process of its own, so that it can run where the tunnels do: in a VRF or a network namespace. Writes what it has seen as JSON. */
import { systemClock } from "@multisite/kernel/clock";
import type { TunnelEvidence } from "@multisite/network";
import type { ProbeRequest } from "./request.ts";
import { runPing } from "./run-ping.ts";
import { tryUdp } from "./try-udp.ts";

const AT_ONCE = 32;

const { vteps, port, packetBytes } = JSON.parse(process.argv[2] ?? "") as ProbeRequest;

async function tryOne(vtep: string): Promise<TunnelEvidence> {
  const [udp, small, wide] = await Promise.all([
    tryUdp(vtep, port, systemClock),
    runPing(vtep),
    packetBytes === null ? null : runPing(vtep, packetBytes),
  ]);
  return { vtep, udp, small, wide };
}

const left = vteps.values();
const seen: TunnelEvidence[] = [];
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (const vtep of left) seen.push(await tryOne(vtep));
  }),
);
process.stdout.write(JSON.stringify(seen));
