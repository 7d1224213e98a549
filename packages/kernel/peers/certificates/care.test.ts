import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silentLog } from "../../log/index.ts";
import type { TlsPeers } from "../tls/index.ts";
import { failureOf, startTestNodes, type TestNodes } from "../tls/testing/nodes.ts";
import { type CertificateCare, startCertificateCare } from "./index.ts";

const DAY_MS = 86_400_000;
const NAMES = ["east-1", "west-1", "north-1"];

describe("the care for certificates", () => {
  let nodes: TestNodes;
  const links = new Map<string, TlsPeers>();
  const cares = new Map<string, CertificateCare>();
  const linksOf = (node: string) => links.get(node) as TlsPeers;
  const careOf = (node: string) => cares.get(node) as CertificateCare;

  /** East holds the authority; the others compare with it. */
  async function start(node: string): Promise<void> {
    const opened = await nodes.open(node);
    links.set(node, opened);
    opened.answer("who", async (_body, from) => from.node);
    const care = startCertificateCare({
      links: opened,
      directory: nodes.directoryOf(node),
      ...(node === "east-1" ? { authority: nodes.authority } : { authorityNode: () => "east-1" }),
      peers: () => (node === "east-1" ? NAMES : ["east-1"]),
      clock: nodes.clock,
      log: silentLog,
    });
    cares.set(node, care);
  }

  beforeEach(async () => {
    nodes = await startTestNodes();
    for (const node of NAMES) await nodes.enroll(node, { lifeMs: 30 * DAY_MS });
    for (const node of NAMES) await start(node);
  });
  afterEach(async () => {
    for (const care of cares.values()) care.stop();
    await nodes.close();
  });

  test("a node renews its certificate after two thirds of its life, over the one that it has, and is known by it from then on", async () => {
    const before = careOf("west-1").status();
    await careOf("west-1").look();
    expect(careOf("west-1").status().expiresAtMs).toBe(before.expiresAtMs);
    nodes.clock.offsetMs = 21 * DAY_MS;
    expect(await linksOf("west-1").ask("north-1", "who", null)).toBe("west-1");
    for (const node of NAMES) await careOf(node).look();
    for (const node of NAMES) expect(careOf(node).status().expiresAtMs).toBeGreaterThan(nodes.clock.nowMs() + 60 * DAY_MS);
    // Long after the former certificates have expired, over the connections that there were.
    nodes.clock.offsetMs = 40 * DAY_MS;
    expect(await linksOf("west-1").ask("north-1", "who", null)).toBe("west-1");
    expect(await linksOf("north-1").ask("east-1", "who", null)).toBe("north-1");
  });

  test("without the authority the renewal waits, says why, and is tried again", async () => {
    const address = nodes.addresses.get("east-1");
    nodes.addresses.delete("east-1");
    nodes.clock.offsetMs = 21 * DAY_MS;
    await careOf("west-1").look();
    expect(careOf("west-1").status().renewalFailure).toMatch(/east-1 cannot be reached/);
    if (address) nodes.addresses.set("east-1", address);
    await careOf("west-1").look();
    expect(careOf("west-1").status().renewalFailure).toBeUndefined();
  });

  test("a revoked node is refused everywhere at once, hears it itself, and gets no new certificate", async () => {
    expect(await linksOf("west-1").ask("north-1", "who", null)).toBe("west-1");
    expect(await careOf("east-1").revoke("west-1", "captured")).toHaveLength(1);
    await waitUntil(() => careOf("north-1").status().listNumber === careOf("east-1").status().listNumber);
    for (const other of ["north-1", "east-1"]) {
      expect(await failureOf(linksOf("west-1").ask(other, "who", null))).toMatch(/^kernel.peers.refused: .*revoked: captured/);
      expect(await failureOf(linksOf(other).ask("west-1", "who", null))).toMatch(/^kernel.peers.refused: What answers/);
    }
    nodes.clock.offsetMs = 21 * DAY_MS;
    await careOf("west-1").look();
    expect(careOf("west-1").status().renewalFailure).toMatch(/revoked: captured/);
    expect(careOf("north-1").status().revokedReason).toBeUndefined();
  });

  test("a node that was away compares its list when it is back, also with one that is no authority", async () => {
    const address = nodes.addresses.get("north-1");
    nodes.addresses.delete("north-1");
    await careOf("east-1").revoke("west-1", "captured");
    await careOf("east-1").look();
    expect(careOf("north-1").status().listNumber).toBeLessThan(careOf("east-1").status().listNumber);
    if (address) nodes.addresses.set("north-1", address);
    await careOf("north-1").look();
    expect(careOf("north-1").status().listNumber).toBe(careOf("east-1").status().listNumber);
    expect(await failureOf(linksOf("west-1").ask("north-1", "who", null))).toMatch(/refused/);
  });

  test("a forged list changes nothing and is refused", async () => {
    const forged = { number: 99, signed: { list: JSON.stringify({ star: "test", number: 99, revoked: [] }), signature: "x" } };
    expect(await failureOf(linksOf("west-1").ask("north-1", "pki.revocations", forged))).toMatch(/^kernel.pki.revocations/);
    expect(careOf("north-1").status().listNumber).toBeLessThan(99);
  });

  test("a node cannot renew for another one", async () => {
    const { request } = { request: "x" };
    expect(await failureOf(linksOf("west-1").ask("east-1", "pki.renew", { request, node: "east-1" }))).toMatch(
      /kernel.pki.request/,
    );
    expect(await failureOf(linksOf("west-1").ask("north-1", "pki.renew", { request }))).toMatch(/knows no subject/);
  });
});

async function waitUntil(isSo: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 500 && !isSo(); attempt++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(isSo()).toBe(true);
}
