import { createSocket } from "node:dgram";
import type { Clock } from "@multisite/kernel/clock";

/** A VXLAN header of segment 0, which no Neutron gives away, and no frame behind it: whatever takes VXLAN drops it without a word. */
const HEADER_ONLY = Buffer.from([0x08, 0, 0, 0, 0, 0, 0, 0]);
const TIMES = 3;
const PAUSE_MS = 300;

/** Sends to an endpoint, and gives the error that came back, such as `ECONNREFUSED` when its port is closed; null: nothing did. */
export async function tryUdp(vtep: string, port: number, clock: Pick<Clock, "sleep">): Promise<string | null> {
  const socket = createSocket("udp4");
  let error: string | null = null;
  const note = (thrown: Error | null): void => {
    if (thrown !== null) error ??= (thrown as NodeJS.ErrnoException).code ?? thrown.message;
  };
  socket.on("error", note);
  try {
    // Only a connected socket is told of what routers and hosts answer.
    await new Promise<void>((done) => {
      socket.connect(port, vtep, ((thrown?: Error) => {
        note(thrown ?? null);
        done();
      }) as () => void);
    });
    for (let sent = 0; sent < TIMES && error === null; sent++) {
      socket.send(HEADER_ONLY, note);
      await clock.sleep(PAUSE_MS);
    }
    return error;
  } finally {
    socket.close();
  }
}
