import { createSocket } from "node:dgram";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { createTunnelProbe } from "./probe.ts";

/** A socket of this host that takes what comes and says nothing, as VXLAN does. */
async function listenSilently() {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const heard: Buffer[] = [];
  socket.on("message", (one) => heard.push(one));
  let isOpen = true;
  const close = (): void => {
    if (isOpen) socket.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { port: socket.address().port, heard, close };
}

test("a port where something listens is silent, and gets nothing but VXLAN's header; one that is closed says so", async () => {
  const { port, heard, close } = await listenSilently();
  const probe = createTunnelProbe([], port);
  const [open] = await probe(["127.0.0.1"], 1500);
  // Without ping on this host, silence at UDP proves nothing.
  expect(["reached", "unknown"]).toContain(open?.state);
  expect(heard.length).toBeGreaterThan(0);
  expect(heard.every((one) => one.equals(Buffer.from([8, 0, 0, 0, 0, 0, 0, 0])))).toBe(true);
  close();
  expect(await probe(["127.0.0.1"], null)).toMatchObject([
    { vtep: "127.0.0.1", state: "refused", why: expect.stringMatching(/UDP 4789 is refused/) },
  ]);
});

test("an address to which the own host has no way is not reached, beside one that answers", async () => {
  const { port, close } = await listenSilently();
  close();
  const found = await createTunnelProbe([], port)(["127.0.0.1", "255.255.255.255"], null);
  expect(new Map(found.map(({ vtep, state }) => [vtep, state]))).toEqual(
    new Map([
      ["127.0.0.1", "refused"],
      ["255.255.255.255", "unreached"],
    ]),
  );
});

test("where the command that leads to the tunnels fails, nothing is known, and the reason is told", async () => {
  expect(await createTunnelProbe(["/nowhere/ip", "vrf", "exec", "tunnels"])(["192.0.2.11"], 1500)).toEqual([
    { vtep: "192.0.2.11", state: "unknown", why: expect.stringContaining("/nowhere/ip") },
  ]);
});
