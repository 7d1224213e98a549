import { copyFileSync, writeFileSync } from "node:fs";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:tls";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { TlsPeers, TlsPeersOptions } from "./index.ts";
import { failureOf, startTestNodes, type TestNodes } from "./testing/nodes.ts";

describe("who is refused", () => {
  let nodes: TestNodes;
  let west: TlsPeers;
  let handled = 0;

  async function openWest(options: Partial<TlsPeersOptions> = {}): Promise<void> {
    west = await nodes.open("west-1", options);
    west.answer("do", async () => ++handled);
  }

  /** East asks, and nothing is done. */
  async function refusalOfEast(options: Partial<TlsPeersOptions> = {}): Promise<string> {
    const east = await nodes.open("east-1", options);
    const failure = await failureOf(east.ask("west-1", "do", null));
    expect(handled).toBe(0);
    return failure;
  }

  beforeEach(async () => {
    handled = 0;
    nodes = await startTestNodes();
    await nodes.enroll("west-1");
    await openWest();
  });
  afterEach(() => nodes.close());

  test("a certificate of another authority: its holder believes this star as little", async () => {
    await nodes.enroll("east-1", { by: await nodes.otherAuthority("test") });
    // East itself does not believe west.
    expect(await refusalOfEast()).toMatch(
      /^kernel.peers.refused: What answers as the node west-1 .*not of the certificate authority/,
    );
    expect(nodes.refused).toEqual([]);
  });

  test("a forged certificate whose holder believes everybody is told so, and reaches no handler", async () => {
    await nodes.enroll("east-1", { by: await nodes.otherAuthority("test") });
    // The forger knows the true authority's certificate: it is public.
    copyFileSync(nodes.filesOf("west-1").authority, nodes.filesOf("east-1").authority);
    expect(await refusalOfEast()).toMatch(/^kernel.peers.refused: The node west-1 refuses: its certificate is not of the/);
    expect(nodes.refused.map(({ by, refused }) => [by, refused.kind, refused.claims?.node])).toEqual([
      ["west-1", "unknown_authority", "east-1"],
    ]);
  });

  test("a node whose key is not that of its certificate never gets a connection", async () => {
    await nodes.enroll("east-1");
    await nodes.enroll("thief-1");
    copyFileSync(nodes.filesOf("east-1").certificate, nodes.filesOf("thief-1").certificate);
    await expect(nodes.open("thief-1")).rejects.toThrow(expect.objectContaining({ code: "kernel.http.tls_invalid" }));
  });

  test("an expired certificate, and one of the future, with the dates", async () => {
    await nodes.enroll("east-1", { lifeMs: 60_000 });
    nodes.clock.offsetMs = 61_000;
    expect(await refusalOfEast()).toMatch(/^kernel.peers.refused: The node west-1 refuses: its certificate expired on 20/);
    nodes.clock.offsetMs = -4_000_000;
    const other = await nodes.open("east-1");
    expect(await failureOf(other.ask("west-1", "do", null))).toMatch(/refused: .*not valid before 20/);
    expect(nodes.refused.map(({ refused }) => refused.kind)).toEqual(["expired"]);
  });

  test("a certificate that expires while the connection is open", async () => {
    await nodes.enroll("east-1", { lifeMs: 60_000 });
    const east = await nodes.open("east-1");
    expect(await east.ask("west-1", "do", null)).toBe(1);
    nodes.clock.offsetMs = 61_000;
    expect(await failureOf(east.ask("west-1", "do", null))).toMatch(/refused: .*expired/);
    expect(handled).toBe(1);
  });

  test("a certificate that was really made in the past, as the TLS library sees it too", async () => {
    await nodes.enroll("east-1", { lifeMs: -1000 });
    expect(await refusalOfEast()).toMatch(/refused: .*expired/);
  });

  test("a revoked node, with the reason; the connection that it had ends at once", async () => {
    await nodes.enroll("east-1");
    const east = await nodes.open("east-1");
    expect(await east.ask("west-1", "do", null)).toBe(1);
    let waits: () => void = () => {};
    const isWaiting = new Promise<void>((resolve) => {
      waits = resolve;
    });
    west.answer("wait", () => new Promise(() => waits()));
    const waiting = failureOf(east.ask("west-1", "wait", null));
    await isWaiting;
    nodes.authority.revoke("east-1", "stolen on Tuesday");
    expect(west.revocations.accept(nodes.authority.revocations.signed)).toBe(true);
    expect(await waiting).toMatch(/^kernel.peers.timeout: .*broke/);
    expect(await failureOf(east.ask("west-1", "do", null))).toMatch(/refused: .*was revoked: stolen on Tuesday/);
    expect(handled).toBe(1);
    // And the other way: nobody talks to it.
    expect(await failureOf(west.ask("east-1", "do", null))).toMatch(/^kernel.peers.refused: What answers as the node east-1/);
  });

  test("a list of revoked certificates that the authority did not sign, or that is older", async () => {
    await nodes.enroll("east-1");
    const former = nodes.authority.revocations.signed;
    nodes.authority.revoke("east-1", "stolen");
    const latest = nodes.authority.revocations.signed;
    expect(west.revocations.accept(latest)).toBe(true);
    expect(west.revocations.accept(former)).toBe(false);
    expect(west.revocations.accept(latest)).toBe(false);
    const forged = { list: latest?.list.replace("stolen", "mislaid"), signature: latest?.signature };
    expect(() => west.revocations.accept(forged)).toThrow("not signed by the certificate authority");
    expect(() => west.revocations.accept({ list: "{}" })).toThrow("in a form that this version does not know");
    await nodes.enroll("west-2");
    writeFileSync(nodes.filesOf("west-2").revocations, JSON.stringify(forged));
    await expect(nodes.open("west-2")).rejects.toThrow("not signed");
    expect(west.revocations.revoked(nodes.authority.issued("east-1")[0]?.serial ?? "")?.reason).toBe("stolen");
  });

  test("a node that answers under another node's address", async () => {
    await nodes.enroll("east-1");
    await nodes.enroll("north-1");
    const north = await nodes.open("north-1");
    north.answer("do", async () => ++handled);
    nodes.addresses.set("west-1", { host: "127.0.0.1", port: north.port });
    expect(await refusalOfEast()).toMatch(/refused: .*certificate of the node north-1; look at the addresses/);
  });

  test("a node of another star", async () => {
    await nodes.enroll("east-1");
    const other = await nodes.otherAuthority("other");
    await nodes.enroll("south-1", { by: other });
    const south = await nodes.open("south-1");
    expect(south.star).toBe("other");
    expect(await failureOf(south.ask("west-1", "do", null))).toMatch(/kernel.peers.refused/);
  });

  test("a version that is neither the next nor the one before; those next to each other work both ways", async () => {
    await nodes.enroll("east-1");
    for (const version of [1, 2, 3, 4, 5]) {
      const east = await nodes.open("east-1", { version });
      nodes.addresses.set("east-1", { host: "127.0.0.1", port: east.port });
      east.answer("do", async () => "done");
      await west.close();
      nodes.addresses.delete("west-1");
      await openWest({ version: 3 });
      const isFit = version >= 2 && version <= 4;
      const there = await failureOf(east.ask("west-1", "do", null));
      const back = await failureOf(west.ask("east-1", "do", null));
      expect(there).toMatch(
        isFit ? /^no failure/ : new RegExp(`refused: .*speaks version ${version} of the messages and this node 3`),
      );
      expect(back).toMatch(
        isFit ? /^no failure/ : new RegExp(`refused: .*speaks version 3 of the messages and this node ${version}`),
      );
    }
  });

  test("somebody without a certificate, whatever it asks", async () => {
    const raw = connect({ port: west.port, host: "127.0.0.1", rejectUnauthorized: false, ALPNProtocols: ["h2"] });
    await new Promise((resolve) => raw.once("secureConnect", resolve));
    const session = connectHttp2("https://west-1", { createConnection: () => raw });
    const status = await new Promise((resolve) => {
      const stream = session.request({ ":method": "POST", ":path": "/do", "x-multisite-version": "1" });
      stream.on("response", (headers) => resolve(headers[":status"]));
      stream.end("[null]");
    });
    session.destroy();
    expect([status, handled]).toEqual([403, 0]);
    expect(nodes.refused.map(({ refused }) => refused.kind)).toEqual(["no_certificate"]);
  });

  test("strangers in numbers: the connections of all but some are ended, and nodes are answered", async () => {
    await nodes.enroll("east-1");
    let ended = 0;
    const sessions = Array.from({ length: 60 }, () => {
      const session = connectHttp2(`https://127.0.0.1:${west.port}`, { rejectUnauthorized: false });
      session.on("error", () => {});
      session.on("close", () => ended++);
      return session;
    });
    for (let attempt = 0; attempt < 200 && ended < 10; attempt++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(ended).toBe(10);
    const east = await nodes.open("east-1");
    expect(await east.ask("west-1", "do", null)).toBe(1);
    for (const session of sessions) session.destroy();
  });

  test("whoever speaks an older TLS, or no TLS at all", async () => {
    const old = connect({ port: west.port, host: "127.0.0.1", rejectUnauthorized: false, maxVersion: "TLSv1.2" });
    const failed = await new Promise<string>((resolve) => {
      old.once("error", (thrown) => resolve(thrown.message));
      old.once("secureConnect", () => resolve("connected"));
    });
    expect(failed).toMatch(/alert protocol version/);
    const answer = await fetch(`http://127.0.0.1:${west.port}/do`).catch((thrown: Error) => thrown.message);
    expect(answer).toBe("fetch failed");
  });
});
