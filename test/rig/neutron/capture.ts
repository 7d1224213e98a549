import { setTimeout as delay } from "node:timers/promises";
import type { Machine } from "../../../rig/neutron/index.ts";
import { createRoom } from "../../../rig/process/room.ts";

const SCRIPT = `import socket
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
s.bind(("eth0", 0))
print("ready", flush=True)
while True:
    frame, address = s.recvfrom(65535)
    if address[2] != socket.PACKET_OUTGOING: print(frame.hex(), flush=True)
`;

/** All frames that come to a machine's card, whoever they are for. */
export interface Capture {
  frames(): readonly Buffer[];
  stop(): Promise<void>;
}

export async function capture(machine: Machine): Promise<Capture> {
  const room = createRoom("capture");
  const options = { name: "capture", command: "/usr/bin/python3", args: ["-c", SCRIPT], logFile: room.file("frames") };
  const daemon = machine.start(options);
  const lines = (): readonly string[] => daemon.logTail(1_000_000).split("\n");
  while (!lines().includes("ready")) {
    if (!daemon.running()) throw new Error(`The capture has ended: ${daemon.logTail()}`);
    await delay(50);
  }
  return {
    frames: () => lines().flatMap((line) => (/^([0-9a-f]{2})+$/.test(line) ? [Buffer.from(line, "hex")] : [])),
    async stop() {
      await daemon.kill();
      room.remove();
    },
  };
}

const IPV4 = 0x0800;
const ARP = 0x0806;
const UDP = 17;

/** What marked frames say, and who asks for which address (ARP); each once. */
export function said(frames: readonly Buffer[]): readonly string[] {
  const texts = frames.flatMap((frame) => {
    // A refusal (ICMP) repeats what it refuses.
    const isMessage = frame.readUInt16BE(12) === IPV4 && frame[23] === UDP;
    const [mark] = /of [a-z]+ from [0-9.]+ [a-z]+/.exec(frame.toString("latin1")) ?? [];
    if (isMessage && mark !== undefined) return [mark];
    const isQuestion = frame.readUInt16BE(12) === ARP && frame.readUInt16BE(20) === 1;
    return isQuestion ? [`${[...frame.subarray(28, 32)].join(".")} asks for ${[...frame.subarray(38, 42)].join(".")}`] : [];
  });
  return [...new Set(texts)].sort();
}
