import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";
import { systemClock } from "@multisite/kernel/clock";
import { createSeededRandom } from "@multisite/kernel/random";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadCloud } from "../clouds/index.ts";
import { createCloudTransport, createConnection } from "./index.ts";

const file = (name: string): string => fileURLToPath(new URL(`./testdata/${name}`, import.meta.url));
const [cert, key] = [readFileSync(file("server.crt")), readFileSync(file("server.key"))];

describe("TLS of a cloud", () => {
  let server: Server;
  let requests = 0;
  beforeAll(async () => {
    server = createServer({ cert, key, ca: cert, requestCert: true, rejectUnauthorized: false }, ({ socket }, response) => {
      requests++;
      response.end(JSON.stringify({ isClientKnown: (socket as TLSSocket).authorized }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  async function ask(environment: Record<string, string>): Promise<unknown> {
    const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const nowhere = { workingDirectory: "/nonexistent", homeDirectory: "/nonexistent" };
    const cloud = loadCloud({ environment: { OS_AUTH_TYPE: "none", OS_ENDPOINT: endpoint, ...environment }, ...nowhere });
    const transport = createCloudTransport(cloud);
    try {
      const connection = createConnection(cloud, { transport, clock: systemClock, random: createSeededRandom(1) });
      return await connection.service("network").call({ method: "GET", path: "/ports" });
    } finally {
      await transport.close();
    }
  }

  test("a server is believed by the given authorities, or by anyone when told so, and never otherwise", async () => {
    expect(await ask({ OS_CACERT: file("server.crt") })).toEqual({ isClientKnown: false });
    expect(await ask({ OS_INSECURE: "true" })).toEqual({ isClientKnown: false });
    requests = 0;
    // At once: asking again would not help.
    await expect(ask({})).rejects.toMatchObject({ code: "openstack.unanswered", message: expect.stringContaining("asked once") });
    expect(requests).toBe(0);
  });

  test("a client certificate is shown", async () => {
    const pair = { OS_CERT: file("server.crt"), OS_KEY: file("server.key") };
    expect(await ask({ OS_CACERT: file("server.crt"), ...pair })).toEqual({ isClientKnown: true });
  });

  test("a file that is not there is named with its setting", async () => {
    await expect(ask({ OS_CACERT: "/nonexistent/ca.pem" })).rejects.toMatchObject({
      code: "openstack.tls",
      message: expect.stringMatching(/^Cloud envvars: cacert cannot be read: .*\/nonexistent\/ca\.pem/),
    });
  });
});
