import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener, request, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSimulatedClock, systemClock } from "../clock/index.ts";
import { drainServer, followTlsFiles, listen, readTlsFiles, type TlsMaterial } from "./index.ts";

describe("listening", () => {
  const servers: Server[] = [];
  const server = (listener?: RequestListener): Server => {
    const made = createServer(listener);
    servers.push(made);
    return made;
  };
  afterEach(() => {
    for (const made of servers.splice(0)) {
      made.closeAllConnections();
      made.close();
    }
  });

  test("a port in use is named with the program that has it and what to do", async () => {
    const port = await listen(server(), "127.0.0.1", 0);
    await expect(listen(server(), "127.0.0.1", port)).rejects.toMatchObject({
      code: "kernel.http.port_in_use",
      message: expect.stringMatching(
        new RegExp(`Port ${port} .* in use by .*process ${process.pid}\\); stop it, or set another port`),
      ),
    });
  });

  test("an address that this host does not have is said as such", async () => {
    await expect(listen(server(), "192.0.2.1", 0)).rejects.toMatchObject({ code: "kernel.http.address" });
  });

  test("draining finishes an open request and refuses new connections", async () => {
    let answer: () => void = () => {};
    const arrived = Promise.withResolvers<void>();
    const subject = server((_request, response) => {
      answer = () => response.end("done");
      arrived.resolve();
    });
    const port = await listen(subject, "127.0.0.1", 0);
    const reply = new Promise<number | undefined>((resolve, reject) => {
      request({ port, host: "127.0.0.1" }, (incoming) => {
        incoming.resume();
        incoming.on("end", () => resolve(incoming.statusCode));
      })
        .on("error", reject)
        .end();
    });
    await arrived.promise;
    const drained = drainServer(subject, systemClock, 10_000);
    await expect(
      new Promise((_resolve, reject) => request({ port, host: "127.0.0.1" }).on("error", reject).end()),
    ).rejects.toMatchObject({ code: "ECONNREFUSED" });
    answer();
    expect(await reply).toBe(200);
    expect(await drained).toBe(true);
  });

  test("what has not finished after the grace is cut", async () => {
    const arrived = Promise.withResolvers<void>();
    const clock = createSimulatedClock();
    const subject = server(() => arrived.resolve());
    const port = await listen(subject, "127.0.0.1", 0);
    const failure = new Promise<Error>((resolve) => {
      request({ port, host: "127.0.0.1" }).on("error", resolve).end();
    });
    await arrived.promise;
    const drained = drainServer(subject, clock, 1000);
    await clock.advance(1000);
    expect(await drained).toBe(false);
    expect(await failure).toMatchObject({ code: "ECONNRESET" });
  });
});

describe("TLS files", () => {
  let directory: string;
  const file = (name: string): string => join(directory, name);
  const given = (name: string): string => fileURLToPath(new URL(`./testdata/${name}`, import.meta.url));
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "multisite-tls-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const copy = (from: string, to: string): void => copyFileSync(given(from), file(to));

  test("a changed pair is taken over, a half-changed one is told once and changes nothing", async () => {
    copy("one.crt", "use.crt");
    copy("one.key", "use.key");
    const files = { certificate: file("use.crt"), privateKey: file("use.key") };
    const clock = createSimulatedClock();
    const changes: TlsMaterial[] = [];
    const problems: string[] = [];
    const stop = followTlsFiles(files, {
      clock,
      everyMs: 1000,
      current: readTlsFiles(files),
      onChange: (material) => changes.push(material),
      onProblem: (problem) => problems.push(problem.code),
    });
    await clock.advance(1000);
    expect(changes).toHaveLength(0);
    copy("two.crt", "use.crt");
    await clock.advance(2000);
    expect([changes.length, problems]).toEqual([0, ["kernel.http.tls_invalid"]]);
    copy("two.key", "use.key");
    await clock.advance(1000);
    expect(changes[0]).toEqual({ cert: readTlsFiles(files).cert, key: readTlsFiles(files).key });
    stop();
  });

  test("a missing key is said with its path", () => {
    expect(() => readTlsFiles({ certificate: given("one.crt"), privateKey: file("no.key") })).toThrow(/no\.key cannot be read/);
  });
});
